import { isStaff } from "#server/people/person.ts";
import type { Visit } from "#server/people/session.ts";

/** Only "dev" counts in any figure; the rest is kept to show that it was left out. */
export const KINDS = ["dev", "support", "service", "bot", "preview"] as const;
export type Kind = (typeof KINDS)[number];

/** Who did something. The token ties the steps of one visit together and is stored as a keyed hash only. */
export type Reader = {
  personId: number | null;
  kind: Kind;
  token: string;
  /** The pattern of the address that was asked, and the page view on which it was. */
  route?: string | undefined;
  page?: string | undefined;
};

type Headers = Record<string, string | string[] | undefined>;

/** Chats and mail programs that look at a link somebody sent, to show a little of it. */
const PREVIEWS =
  /linkexpanding|facebookexternalhit|bingpreview|uripreview|linkpreview|whatsapp|telegrambot|discordbot|twitterbot|linkedinbot|redditbot|mattermost-bot/i;
const BOTS = /bot\b|crawl|spider|slurp|mediapartners|archiver|lighthouse|pingdom|uptime|monitor/i;
const PROGRAMS = /^(?:curl|wget|python|go-http-client|okhttp|java|libwww|ruby|axios|postman)/i;

/** Decided at the door, from what the visit says of itself. */
export function readerFrom(visit: Visit, headers: Headers): Reader {
  const token = visit.sessionHash ?? visit.visitor;
  return { personId: visit.person?.id ?? null, kind: kindOf(visit, headers), token, route: visit.route };
}

function kindOf({ person }: Visit, headers: Headers): Kind {
  const agent = String(headers["user-agent"] ?? "");
  const purpose = `${headers["sec-purpose"] ?? ""} ${headers.purpose ?? ""} ${headers["x-moz"] ?? ""}`;
  if (/prefetch|prerender|preview/i.test(purpose) || PREVIEWS.test(agent)) return "preview";
  if (BOTS.test(agent)) return "bot";
  if (PROGRAMS.test(agent)) return "service";
  return isStaff(person) ? "support" : "dev";
}
