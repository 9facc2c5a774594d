import { calendarsOutOfTime, type OutOfTime } from "#server/escalation/out-of-time.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { escapeHtml } from "#server/platform/html.ts";

const KIND = "calendar.out-of-time";
type Payload = Pick<OutOfTime, "calendarId" | "version">;

const wordsFor = ({ calendar, clocks }: OutOfTime) =>
  `The calendar “${calendar}” has no time left: ${clocks === 1 ? "one promise is" : `${clocks} promises are`} never due by it.`;
const placeOf = ({ calendarId }: Payload) => `/admin/calendars/${calendarId}`;

/** The job: those who run the place hear once of each version of a calendar by which something is never due. */
export async function tellOutOfTime(ctx: Context): Promise<boolean> {
  const found = await calendarsOutOfTime(ctx);
  if (found.length === 0) return false;
  const readers = (await staff(ctx)).filter((person) => can(person, "portal.manage"));
  await inTransaction(ctx, async (ctx) => {
    for (const one of found)
      for (const to of readers)
        await notify(ctx, {
          ...{ kind: KIND, to, reason: `${KIND} ${one.calendarId} version ${one.version}`, about: "calendars" },
          payload: { calendarId: one.calendarId, version: one.version } satisfies Payload,
          ...{ urgency: "normal", address: placeOf(one), sentence: wordsFor(one), rule: "You run the place" },
        });
  });
  return false;
}

/** Not sent any more when the calendar was saved anew meanwhile. */
export const outOfTimeLetter: [string, LetterWriter] = [
  KIND,
  async (ctx, reader, payload) => {
    const { calendarId, version } = payload as Payload;
    const one = (await calendarsOutOfTime(ctx)).find(
      (found) => found.calendarId === calendarId && found.version === version,
    );
    if (!one || !can(reader, "portal.manage")) return null;
    const [words, address] = [wordsFor(one), ctx.config.baseUrl + placeOf(one)];
    return {
      subject: "A calendar has no time left",
      text: `${words}\n\n${address}\n`,
      html: `<p>${escapeHtml(words)}</p><p><a href="${escapeHtml(address)}">Look at it</a></p>`,
    };
  },
];
