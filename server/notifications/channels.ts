import { z } from "zod";
import { isWithin, minuteAt, nextAt, readWallTime } from "./wall-time.ts";

/**
 * How much it hurts to hear of it late. "urgent": somebody waits unheard, or a promise is broken. "normal": there is
 * something for you to do or to read. "low": good to know, some time.
 */
export const URGENCIES = ["urgent", "normal", "low"] as const;
export type Urgency = (typeof URGENCIES)[number];

export const MAIL_WAYS = ["at once", "digest", "off"] as const;
export type MailWay = (typeof MAIL_WAYS)[number];

const time = z.string().refine((text) => readWallTime(text) !== null);
const ways = z.strictObject({ mail: z.enum(MAIL_WAYS), webhook: z.boolean() });

/** What one person wants to hear of, and how. The list in the portal has everything that is not muted. */
export const choicesShape = z.strictObject({
  urgent: ways,
  normal: ways,
  low: ways,
  /** In the person's own time zone. Null: mail may come at any time. */
  quiet: z.strictObject({ from: time, to: time }).nullable(),
  /** Whether what is urgent comes in quiet hours, too. */
  isUrgentLetThrough: z.boolean(),
  digestAt: time,
});
export type Choices = z.infer<typeof choicesShape>;

/** Until somebody chooses: everything by mail, at once. */
export const USUAL: Choices = {
  urgent: { mail: "at once", webhook: true },
  normal: { mail: "at once", webhook: false },
  low: { mail: "at once", webhook: false },
  quiet: null,
  isUrgentLetThrough: true,
  digestAt: "08:00",
};

/** `mail`: from when on it may go (ms UTC), null for no mail of its own; `digestAt`: when the digest goes that has it. */
export type Ways = { isShown: boolean; mail: number | null; digestAt: number | null; webhook: number | null };

export const NO_WAYS: Ways = { isShown: false, mail: null, digestAt: null, webhook: null };

/**
 * Decides how one person hears of something of an urgency at an instant (ms UTC); the only place that does. What is
 * muted stays away, unless it is urgent: a ladder that tells somebody counts on it. In quiet hours mail and webhook
 * wait for their end; what is urgent passes if the person lets it.
 */
export function channelsFor(
  choices: Choices,
  urgency: Urgency,
  { isMuted, timeZone, now }: { isMuted: boolean; timeZone: string; now: number },
): Ways {
  if (isMuted && urgency !== "urgent") return NO_WAYS;
  const { mail, webhook } = choices[urgency];
  const from = urgency === "urgent" && choices.isUrgentLetThrough ? now : afterQuiet(choices, timeZone, now);
  return {
    isShown: true,
    mail: mail === "at once" ? from : null,
    digestAt: mail === "digest" ? nextAt(choices.digestAt, timeZone, now) : null,
    webhook: webhook ? from : null,
  };
}

function afterQuiet({ quiet }: Choices, timeZone: string, now: number): number {
  if (!quiet || quiet.from === quiet.to || !isWithin(quiet, minuteAt(timeZone, now))) return now;
  return nextAt(quiet.to, timeZone, now);
}
