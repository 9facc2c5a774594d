import { openJournal } from "#server/journeys/journal.ts";
import { aboutArticles } from "#server/knowledge/about-articles-store.ts";
import { closedLibrary } from "#server/knowledge/library.ts";
import { openMailer } from "#server/notifications/mailer.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { openMailReader } from "#server/notifications/reading.ts";
import { openTokenNews } from "#server/people/tokens.ts";
import { systemClock } from "#server/platform/clock.ts";
import type { Config } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import { openDatabase } from "#server/platform/database/database.ts";
import { migrate } from "#server/platform/database/migrate.ts";
import { openKeys } from "#server/platform/keys.ts";
import { openLog } from "#server/platform/log.ts";
import { openOutgoing } from "#server/platform/outgoing.ts";
import { readSettings } from "#server/platform/settings.ts";
import { definitionInUse } from "#server/reports/goal-in-use.ts";
import { firstReplies } from "#server/tickets/first-reply-store.ts";
import { ladderOffers } from "#server/tickets/ladder-offers.ts";
import { openLive } from "#server/tickets/live.ts";
import { stillNews } from "#server/tickets/still-news.ts";
import { subjectsOf } from "#server/tickets/subjects.ts";
import { letterWriters } from "./letters.ts";

export type Opened = { ctx: Context; close(): Promise<void> };

/** Puts together everything with an outside. `takeLock` runs before the data is touched, for whoever needs it alone. */
export async function openContext(
  config: Config,
  say: (line: string) => void,
  takeLock: () => () => void = () => () => {},
): Promise<Opened> {
  const keys = openKeys(config.dataDir);
  const releaseLock = takeLock();
  const database = openDatabase(config);
  await migrate(database, say);
  const ctx: Context = {
    db: database.db,
    clock: systemClock,
    log: openLog(config.logLevel),
    config,
    keys,
    touches: new Map(),
    tokenNews: openTokenNews(),
    replaying: { now: null },
    journal: openJournal(),
    aboutArticles,
    firstReplies,
    definitionInUse,
    ...closedLibrary(),
    ...openLive(),
    mailer: openMailer(config, async () => (await readSettings(database)).organisation),
    letterWriters,
    ladderOffers,
    outgoing: openOutgoing(config.internalHosts),
    stillNews,
    opened: new Map(),
    subjectsOf,
    wakeOutbox: () => {},
    wakeMail: () => {},
    hearing: new Map(),
    mailTokens: new Map(),
    mailReader: openMailReader(),
    queueLetter: queueMessage,
    isStopping: false,
  };
  const close = async () => {
    ctx.mailer?.close();
    await ctx.mailReader.close();
    await ctx.search.close();
    await database.close();
    releaseLock();
  };
  return { ctx, close };
}
