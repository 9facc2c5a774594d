import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { LabelSource } from "./label.ts";
import type { Label } from "./ticket.ts";

type LabelTable = {
  ticket_id: number;
  label: Label;
  article_id: number | null;
  labelled_by: number | null;
  labelled_at: number;
  /** When the first word was said; the freeze counts from here. */
  set_at: Generated<number>;
  source: Generated<LabelSource>;
  score: Generated<number | null>;
};
type CorrectionTable = {
  id: Id;
  ticket_id: number;
  from_label: Label;
  from_article_id: number | null;
  from_source: LabelSource;
  to_label: Label;
  to_article_id: number | null;
  reason: string;
  corrected_by: number;
  corrected_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_label: LabelTable;
    label_correction: CorrectionTable;
  }
}

export const labelOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_label")
    .leftJoin("article", "article.id", "ticket_label.article_id")
    .leftJoin("person", "person.id", "ticket_label.labelled_by")
    .select([
      "ticket_label.label",
      "ticket_label.article_id as articleId",
      "ticket_label.source",
      "ticket_label.score",
      "ticket_label.set_at as setAt",
      "article.slug",
      "article.title",
      "person.name as by",
      "ticket_label.labelled_at as at",
    ])
    .where("ticket_label.ticket_id", "=", ticketId)
    .executeTakeFirst();

type KeptRow = {
  ticket_id: number;
  label: Label;
  article_id: number | null;
  labelled_by: number | null;
  labelled_at: number;
  set_at: number;
};

/** By somebody: what was worked out before is no longer it. */
export const saveLabel = (db: Database, { ticket_id, ...said }: KeptRow) => {
  const label = { ...said, source: "agent", score: null } as const;
  return db
    .insertInto("ticket_label")
    .values({ ticket_id, ...label })
    .onConflict((one) => one.column("ticket_id").doUpdateSet(label))
    .execute();
};

export const addCorrection = (db: Database, correction: Omit<CorrectionTable, "id">) =>
  db.insertInto("label_correction").values(correction).execute();

/** Oldest first. */
export const correctionsOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("label_correction as correction")
    .innerJoin("person", "person.id", "correction.corrected_by")
    .leftJoin("article as from_article", "from_article.id", "correction.from_article_id")
    .select([
      "correction.from_label as label",
      "correction.from_source as source",
      "from_article.title as article",
      "correction.reason",
      "person.name as by",
      "correction.corrected_at as at",
    ])
    .where("correction.ticket_id", "=", ticketId)
    .orderBy("correction.id")
    .execute();
