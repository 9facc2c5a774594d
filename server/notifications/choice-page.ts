import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { knownWebhooks } from "./calls.ts";
import { MAIL_WAYS, type MailWay, URGENCIES, type Urgency } from "./channels.ts";
import { choicesWritten } from "./choice-form.ts";
import { choicesOf, zoneOf } from "./choosing.ts";

type Block = {
  urgency: Urgency;
  name: string;
  hint: string;
  options: { value: MailWay; label: string }[];
};
type ChoicePage = {
  title: string;
  draft: Draft;
  blocks: Block[];
  timeZone: string;
  webhook: string | null;
  isMailSetUp: boolean;
};
export const choiceView = view<ChoicePage>("notifications/choices");

const NAMES: Record<Urgency, { name: string; hint: string }> = {
  urgent: { name: "Urgent", hint: "Somebody waits unheard, or a promise is broken." },
  normal: { name: "Usual", hint: "A question, an answer, a ticket that was given to you." },
  low: { name: "Good to know", hint: "Articles that are due, figures of the month." },
};
const WAYS: Record<MailWay, string> = { "at once": "Mail at once", digest: "In the daily mail", off: "No mail" };

export const hasOwnWebhook = async (ctx: Context, by: Person): Promise<string | null> =>
  (await knownWebhooks(ctx)).find(({ personId, disabledAt }) => personId === by.id && disabledAt === null)?.name ??
  null;

export async function choicePage(ctx: Context, by: Person, draft?: Draft): Promise<ChoicePage> {
  return {
    title: "How you hear of things",
    draft: draft ?? blankDraft(choicesWritten(await choicesOf(ctx, by.id))),
    blocks: URGENCIES.map((urgency) => ({
      urgency,
      ...NAMES[urgency],
      // What is urgent cannot wait for a daily mail.
      options: MAIL_WAYS.filter((way) => urgency !== "urgent" || way !== "digest").map((value) => ({
        value,
        label: WAYS[value],
      })),
    })),
    timeZone: await zoneOf(ctx, by),
    webhook: await hasOwnWebhook(ctx, by),
    isMailSetUp: ctx.mailer !== null,
  };
}
