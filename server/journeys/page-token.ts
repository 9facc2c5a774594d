import type { Context } from "#server/platform/context.ts";
import type { Reader } from "./reader.ts";

const SHAPE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

type Keys = Pick<Context, "keys">;
type Visitor = Pick<Reader, "token">;

const contentOf = ({ token }: Visitor, page: string, shows: string) => JSON.stringify([token, page, shows]);

/** What a list shows, as a page token tells it: which articles, in which order. No article has such a name. */
export const listed = (articles: readonly string[]): string => `list ${articles.join(" ")}`;

/** Goes into a page when it is drawn: proof that this visit was shown this, and the name of the page view. */
export const pageToken = ({ keys }: Keys, reader: Visitor, page: string, shows: string): string =>
  `${page}.${keys.sign("page", contentOf(reader, page, shows))}`;

/** The page view that a token names; undefined for one that was made for another visit, for something else, or by nobody. */
export function pageIn({ keys }: Keys, reader: Visitor, token: unknown, shows: string): string | undefined {
  const [, page = "", signature = ""] = SHAPE.exec(typeof token === "string" ? token : "") ?? [];
  return keys.matches("page", contentOf(reader, page, shows), signature) ? page : undefined;
}
