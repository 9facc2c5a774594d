import type { Database } from "#server/platform/database/database.ts";

type MailReachTable = {
  person_id: number;
  /** Since when they have the address they have now. 0: ever. */
  address_since: number;
  bounced_at: number | null;
  /** What the mail server said. */
  reason: string | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    mail_reach: MailReachTable;
  }
}

/** What came back from an address they no longer have says nothing of the one they have. */
export const markBounced = (db: Database, personId: number, bounce: { at: number; sentAt: number; reason: string }) =>
  db
    .insertInto("mail_reach")
    .values({ person_id: personId, address_since: 0, bounced_at: bounce.at, reason: bounce.reason })
    .onConflict((one) =>
      one
        .column("person_id")
        .doUpdateSet((set) => ({
          bounced_at: set.fn.coalesce("mail_reach.bounced_at", set.val(bounce.at)),
          reason: bounce.reason,
        }))
        .where("mail_reach.address_since", "<=", bounce.sentAt),
    )
    .execute();

/** Says whether it was marked. */
export const unmark = async (db: Database, personId: number, bouncedBefore: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("mail_reach")
    .set({ bounced_at: null, reason: null })
    .where("person_id", "=", personId)
    .where("bounced_at", "<=", bouncedBefore)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const noteAddressSince = (db: Database, personId: number, at: number) =>
  db
    .insertInto("mail_reach")
    .values({ person_id: personId, address_since: at, bounced_at: null, reason: null })
    .onConflict((one) => one.column("person_id").doUpdateSet({ address_since: at, bounced_at: null, reason: null }))
    .execute();

export const bouncedAmong = (db: Database, ids: readonly number[]) =>
  db
    .selectFrom("mail_reach")
    .select(["person_id as personId", "bounced_at as since", "reason"])
    .where("person_id", "in", ids)
    .where("bounced_at", "is not", null)
    .$narrowType<{ since: number; reason: string }>()
    .execute();
