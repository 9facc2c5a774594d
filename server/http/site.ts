import type { SafeHtml } from "#server/platform/html.ts";
import type { Field } from "./fields.ts";
import type { Draft } from "./form.ts";

export type NavLink = { label: string; href: string; icon: string; count: number | null; isCurrent: boolean };

/** A list of the desk; a count may end at "99+". */
export type ViewLink = { label: string; href: string; count: number | string | null; isCurrent: boolean };

/** What every page may show around itself, whoever drew it. */
export type Site = {
  organisation: string;
  /** The language of the page and the way its dates are written, as a BCP 47 tag. */
  language: string;
  timeZone: string;
  /** The path asked for, with its query. */
  path: string;
  person: { name: string; initials: string; isStaff: boolean } | null;
  theme: "system" | "light" | "dark";
  nav: NavLink[];
  /** The lists of the desk, or the reports, where one of them is open. */
  views: ViewLink[];
  savedViews: ViewLink[];
  viewsTitle: string;
  /** The hidden field `_csrf`; in every form that is posted. */
  token: SafeHtml;
  /** The hidden fields that make a form safe to submit twice; put it beside the token. */
  once(): SafeHtml;
  field(field: Field): SafeHtml;
  errors(draft: Draft): SafeHtml;
  flash: { kind: "done" | "problem"; sentence: string } | null;
  /** What the bell shows; null for whoever is not signed in. */
  unread: { count: number; shown: string } | null;
  /** A red or amber line for everybody on staff: something needs an admin. */
  notice: string | null;
  asset(name: string): string;
  icon(name: string): SafeHtml;
  time: TimeFormats;
  /** 12,345 as it is written in the reader's language. */
  number(value: number): string;
  isStrict: boolean;
  isDemo: boolean;
};

export type TimeFormats = {
  /** "3 min ago", "yesterday", "12 Nov". */
  ago(at: number): string;
  /** Exact, with the zone: for hover and print. */
  exact(at: number): string;
  /** For the datetime attribute. */
  machine(at: number): string;
  day(at: number): string;
  /** Until or since something is due: "26 min left", "Tue 10:20", "4 min over". */
  due(at: number): string;
  /** The hour on the clock, 0 to 23. */
  hour(at: number): number;
  /** "Mon 1 Jun, 10:00–11:00", with both dates where they differ. */
  span(from: number, to: number): string;
  /** The day something is due as a heading: "Due today". */
  dueDay(at: number): string;
};
