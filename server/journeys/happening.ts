/** What readers do, and what becomes of their questions. Everything the measure of deflection rests on is one of these. */
export type Happening =
  /** `answered` false: there was no answer, or what was found only came near. */
  | {
      type: "search";
      q: string;
      results: number | null;
      answered?: boolean;
      source: string;
      /** The widest circle of readers whose articles were searched. */
      audience?: string;
      filters?: Filters | undefined;
    }
  /** `swap`: which place was swapped with the first; 1 where the list could have been and was left as it is. */
  | { type: "impression"; list: string; q?: string; articles: [slug: string, rank: number][]; swap?: number }
  | { type: "click"; article: string; revision: number; list: string; rank: number }
  | { type: "view"; article: string; revision: number }
  /** How long a view was in front of somebody's eyes; told by the page when it is left. */
  | {
      type: "reading";
      article: string;
      activeMs: number;
      /** How far down it was seen, in per cent, and how often code was copied out of it. */
      scroll?: number | undefined;
      copied?: number | undefined;
    }
  | { type: "vote"; article: string; revision: number; helpful: "yes" | "partly" | "no"; reason: string | null }
  | { type: "solved"; article: string; revision?: number; where: "article" | "ask form" }
  | { type: "intent"; article?: string; q?: string }
  | ({ type: "ask_open"; category: string | null; severity: string } & Drawn)
  | ({ type: "suggest_shown"; articles: string[] } & Drawn)
  | ({ type: "suggest_withheld"; articles: string[] } & Drawn)
  | { type: "suggest_open"; article: string; rank: number; activeMs: number }
  | { type: "ask_submit"; ticket: number }
  | { type: "ticket_created"; ticket: number; category: string | null }
  | { type: "ticket_linked"; ticket: number; article: string }
  | {
      type: "ticket_resolved";
      ticket: number;
      article: string | null;
      isBasic: boolean | null;
      source: "agent" | "rule" | null;
    }
  | { type: "ticket_reopened"; ticket: number }
  | { type: "ticket_merged"; ticket: number; into: number }
  | { type: "off_portal"; category: string | null; count: number };

/** Where a lot has put them while an experiment runs. The unit is the reader, in the week named or as a person. */
type Drawn = { experiment?: number; arm?: "treatment" | "holdout"; unit?: string };

type Filters = { category: string; type: string; page: number };

export type HappeningType = Happening["type"];

/** Facts about a ticket count whoever made them true; everything else counts by who did it. */
export const isAboutTicket = (type: HappeningType): boolean => type.startsWith("ticket_");
