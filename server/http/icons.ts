import { type SafeHtml, trust } from "#server/platform/html.ts";

/** Drawn on a 16-pixel grid, in lines; colour and width come from the style sheet. */
const SHAPES: Record<string, string> = {
  logo: '<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 4.6-5"/>',
  search: '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
  arrow: '<path d="M3 8h10M9 4l4 4-4 4"/>',
  back: '<path d="M13 8H3m4 4L3 8l4-4"/>',
  up: '<path d="M8 13V3M4 7l4-4 4 4"/>',
  bolt: '<path d="M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z"/>',
  minus: '<path d="M4 8h8"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  check: '<path d="m3 8.5 3.2 3.2L13 4.8"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  pencil: '<path d="m10.6 2.9 2.5 2.5L5.6 13H3v-2.6zM9 4.5 11.5 7"/>',
  moon: '<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z"/>',
  inbox: '<path d="M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5l1 1.5h3l1-1.5H14"/>',
  book: '<path d="M8 4C6.5 2.8 4.5 2.5 2 2.7v9.6c2.5-.2 4.5.1 6 1.2 1.5-1.1 3.5-1.4 6-1.2V2.7c-2.5-.2-4.5.1-6 1.3zM8 4v9.5"/>',
  chart: '<path d="M2 14h12M4 11V8m4 3V3m4 8V6"/>',
  gear: '<circle cx="8" cy="8" r="2.2"/><path d="M8 1.8v2m0 8.4v2M1.8 8h2m8.4 0h2M3.6 3.6 5 5m6 6 1.4 1.4m0-8.8L11 5m-6 6-1.4 1.4"/>',
  person: '<circle cx="8" cy="5.2" r="2.7"/><path d="M3 13.8c.4-2.7 2.4-4.2 5-4.2s4.6 1.5 5 4.2"/>',
  people:
    '<circle cx="6" cy="5.4" r="2.4"/><path d="M1.8 13.3c.3-2.4 2-3.8 4.2-3.8s3.9 1.4 4.2 3.8M10.8 3.3a2.4 2.4 0 0 1 0 4.3M11.8 9.8c1.4.5 2.3 1.7 2.5 3.5"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.3 1.6"/>',
  reply: '<path d="M6.5 4 2.5 8l4 4M2.5 8H9c2.8 0 4.5 1.5 4.5 4.5"/>',
  lock: '<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>',
  warning: '<path d="M8 2.3 14.5 13.5h-13zM8 6.5v3m0 1.9v.1"/>',
  info: '<circle cx="8" cy="8" r="6"/><path d="M8 7.5V11M8 5v.1"/>',
  copy: '<path d="M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3"/>',
  download: '<path d="M8 2v8m-3.5-3L8 10.5 11.5 7M2.5 13.5h11"/>',
  branch:
    '<circle cx="4.5" cy="3.5" r="1.6"/><circle cx="4.5" cy="12.5" r="1.6"/><circle cx="11.5" cy="5" r="1.6"/><path d="M4.5 5.1v5.8M11.5 6.6c0 2.7-3.5 2.2-6.3 4.2"/>',
  code: '<path d="m5.5 4.5-3.5 3.5 3.5 3.5m5-7L14 8l-3.5 3.5"/>',
  history: '<path d="M2.5 4v3h3M2.7 7A5.6 5.6 0 1 1 2.5 9.5M8 5v3.2l2.2 1.3"/>',
  eye: '<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>',
  key: '<circle cx="5" cy="11" r="2.6"/><path d="m6.9 9.1 6.3-6.3M11 5l2 2m-4 0 1.5 1.5"/>',
  database:
    '<ellipse cx="8" cy="3.8" rx="5" ry="1.9"/><path d="M3 3.8v8.4c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V3.8M3 8c0 1 2.2 1.9 5 1.9S13 9 13 8"/>',
  tag: '<path d="M2.5 2.5h5l6 6-5 5-6-6zM5.3 5.3v.1"/>',
  filter: '<path d="M2 4h12M4.5 8h7M6.5 12h3"/>',
  mail: '<path d="M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5"/>',
  bell: '<path d="M3.5 11.5h9c-.9-1-1.2-2-1.2-4a3.3 3.3 0 0 0-6.6 0c0 2-.3 3-1.2 4zM6.8 13.8h2.4"/>',
  exit: '<path d="M6.5 2.5h-4v11h4M6 8h8m-3-3 3 3-3 3"/>',
  dots: '<g fill="currentcolor"><circle cx="3.5" cy="8" r=".6"/><circle cx="8" cy="8" r=".6"/><circle cx="12.5" cy="8" r=".6"/></g>',
  down: '<path d="m4 6 4 4 4-4"/>',
  note: '<path d="M3 2.5h10v7.5L9.5 13.5H3zM13 10H9.5v3.5"/>',
  health: '<path d="M1.5 8.5h3l2-5 3 9 2-4h3"/>',
  link: '<path d="M6.8 9.2a2.7 2.7 0 0 0 4 .2l2.1-2.1a2.7 2.7 0 0 0-3.9-3.8L8 4.5M9.2 6.8a2.7 2.7 0 0 0-4-.2L3.1 8.7A2.7 2.7 0 0 0 7 12.5l1-1"/>',
};

export const hasIcon = (name: string) => Object.hasOwn(SHAPES, name);

const cache = new Map<string, SafeHtml>();

/** A picture beside words: it says nothing of its own to a screen reader. */
export function icon(name: string): SafeHtml {
  const known = cache.get(name);
  if (known) return known;
  const shape = SHAPES[name];
  if (!shape) throw new Error(`There is no icon "${name}".`);
  const drawn = trust(`<svg class="ic" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`);
  cache.set(name, drawn);
  return drawn;
}
