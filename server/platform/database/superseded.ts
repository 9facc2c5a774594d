import type { Database } from "./database.ts";
import { shared } from "./locks.ts";

declare module "./tables.ts" {
  interface Tables {
    /** Who of several processes on one database does what happens by itself, and when they last said so. */
    job_lease: { name: string; owner: string; fence: number; until_at: number; tick_at: number };
  }
}

export const TIMETABLE = "timetable";

/** The work was given to another process meanwhile: what this one was about to write must not be written. */
export class Superseded extends Error {
  constructor() {
    super("Another process does this work now.");
    this.name = "Superseded";
  }
}

/** Nobody can take the lease away before the transaction that asked has ended. */
export async function refuseSuperseded(db: Database, fence: number): Promise<void> {
  const lease = db.selectFrom("job_lease").select("fence").where("name", "=", TIMETABLE);
  const row = await shared(db, lease).executeTakeFirst();
  if (row?.fence !== fence) throw new Superseded();
}
