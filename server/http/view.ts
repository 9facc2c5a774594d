import { readFileSync } from "node:fs";
import path from "node:path";
import ejs from "ejs";
import { escapeHtml, type SafeHtml, trust } from "#server/platform/html.ts";
import { root } from "#server/platform/root.ts";
import type { Site } from "./site.ts";
import { strictly } from "./strictly.ts";

const FOLDER = path.join(root, "views");

/** What every page says of itself. */
export type Titled = { title: string };

/** "reader" has the bar at the top, "staff" the bar at the side, "bare" neither. */
export type Layout = "reader" | "staff" | "bare";

type Template = (data: { page: unknown; site: unknown }) => string;

export type View<Page extends Titled> = (page: Page, site: Site) => string;

/** The one typed way to draw `views/<name>.ejs`; compiled here, at start, and never while somebody waits. */
export function view<Page extends Titled>(name: string, layout: Layout = "reader"): View<Page> {
  const drawPage = compile(name);
  const drawLayout = compile(`layouts/${layout}`);
  return (page, site) => {
    const guarded = site.isStrict ? { page: strictly(page, name), site: strictly(site, "site") } : { page, site };
    const body: SafeHtml = trust(drawPage(guarded));
    return drawLayout({ page: { title: page.title, body }, site: guarded.site });
  };
}

/** A template without a layout: a piece a script asks for, or the text of a mail. */
export function piece<Page extends object>(name: string): (page: Page, site: Site) => string {
  const draw = compile(name);
  return (page, site) => draw({ page: site.isStrict ? strictly(page, name) : page, site });
}

/** A template that needs no site: mails. */
export function letter<Page extends object>(name: string, isMarkup = true): (page: Page) => string {
  const draw = compile(name, isMarkup ? escapeHtml : String);
  return (page) => draw({ page: strictly(page, name), site: {} });
}

function compile(name: string, escapeValue: (value: unknown) => string = escapeHtml): Template {
  const filename = path.join(FOLDER, `${name}.ejs`);
  const options = {
    filename,
    views: [FOLDER],
    root: FOLDER,
    cache: true,
    _with: false,
    destructuredLocals: ["page", "site"],
    escape: escapeValue,
    // In a mail of plain text the empty lines between paragraphs are all the layout there is.
    rmWhitespace: escapeValue === escapeHtml,
  };
  return ejs.compile(readFileSync(filename, "utf8"), options as ejs.Options) as unknown as Template;
}
