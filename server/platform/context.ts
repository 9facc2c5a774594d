import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database/database.ts";
import type { Keys } from "./keys.ts";
import type { Log } from "./log.ts";

/**
 * Everything with an outside. Rooms that own something with an outside (the search index, the journal of
 * reading events) add their own field by declaration merging, so this file knows none of them.
 */
export interface Context {
  db: Database;
  clock: Clock;
  log: Log;
  config: Config;
  keys: Keys;
  /** Set when the portal was told to end: it finishes what it does and says so when asked for its health. */
  isStopping: boolean;
  /** Set while a job runs that only one of several processes may do: its transactions end with nothing once it is not theirs. */
  fence?: number;
}
