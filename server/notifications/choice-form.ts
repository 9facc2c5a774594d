import { z } from "zod";
import { line, oneOf } from "#server/http/form.ts";
import { type Choices, MAIL_WAYS, URGENCIES, type Urgency } from "./channels.ts";
import { readWallTime } from "./wall-time.ts";

const way = (urgency: string) => oneOf(`how you hear of what is ${urgency}`, MAIL_WAYS);
const tick = z.string().transform((text) => text === "yes");
const time = (what: string) =>
  line(what, 5).refine((text) => readWallTime(text) !== null, { error: `${what} is a time like 08:00.` });
const timeOrNothing = line("It", 5, 0).refine((text) => text === "" || readWallTime(text) !== null, {
  error: "Write a time like 22:00, or nothing.",
});

export const choiceForm = z.object({
  "mail-urgent": way("urgent"),
  "mail-normal": way("usual"),
  "mail-low": way("good to know"),
  "webhook-urgent": tick,
  "webhook-normal": tick,
  "webhook-low": tick,
  quietFrom: timeOrNothing,
  quietTo: timeOrNothing,
  through: tick,
  digestAt: time("The time of the daily mail"),
});

type Typed = z.infer<typeof choiceForm>;
type Read = { ok: true; value: Choices } | { ok: false; errors: Record<string, string> };

/** What was chosen. What is urgent has to reach somebody who does not look at the portal. */
export function choicesTyped(typed: Typed, hasWebhook: boolean): Read {
  const { quietFrom, quietTo } = typed;
  const ways = (urgency: Urgency) => ({
    mail: typed[`mail-${urgency}`],
    webhook: hasWebhook && typed[`webhook-${urgency}`],
  });
  const urgent = ways("urgent");
  if (urgent.mail !== "at once" && !urgent.webhook)
    return wrong("mail-urgent", "What is urgent has to reach you outside the portal, too: somebody waits.");
  if ((quietFrom === "") !== (quietTo === ""))
    return wrong(quietFrom === "" ? "quietFrom" : "quietTo", "Quiet hours need a beginning and an end.");
  return {
    ok: true,
    value: {
      ...{ urgent, normal: ways("normal"), low: ways("low"), digestAt: typed.digestAt },
      quiet: quietFrom === "" ? null : { from: quietFrom, to: quietTo },
      isUrgentLetThrough: typed.through,
    },
  };
}

const wrong = (name: string, sentence: string): Read => ({ ok: false, errors: { [name]: sentence } });

export const choicesWritten = (choices: Choices): Record<string, string> => ({
  ...Object.fromEntries(
    URGENCIES.flatMap((urgency) => [
      [`mail-${urgency}`, choices[urgency].mail],
      [`webhook-${urgency}`, choices[urgency].webhook ? "yes" : ""],
    ]),
  ),
  quietFrom: choices.quiet?.from ?? "",
  quietTo: choices.quiet?.to ?? "",
  through: choices.isUrgentLetThrough ? "yes" : "",
  digestAt: choices.digestAt,
});
