import { brakeNow, countHeld } from "#server/escalation/braking.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { can } from "#server/people/permissions.ts";
import { heldLines } from "./brake-lines.ts";
import { BRAKE_ADDRESS, BRAKE_KIND, type BrakePayload } from "./brake-mailing.ts";
import { drawList, type TicketList } from "./ladder-list-letter.ts";
import { addressOf } from "./ticket.ts";

const MOST_LINES = 100;

/** What is held while this goes out. When it was let go meanwhile, there is nothing to say. */
const writeBrake: LetterWriter = async (ctx, reader, payload) => {
  const brake = await brakeNow(ctx);
  if (!brake || brake.id !== (payload as BrakePayload).brake || !can(reader, "ladder.release")) return null;
  const held = await countHeld(ctx);
  if (held === 0) return null;
  const base = ctx.config.baseUrl;
  const lines = await heldLines(ctx, reader, MOST_LINES);
  const page: TicketList = {
    lead: `Too many people would have been told at once, so ${held} ${held === 1 ? "ladder is" : "ladders are"} held. Look at them and let them go: ${base}${BRAKE_ADDRESS}. After half an hour they go on by themselves, slowly.`,
    lines: lines.map((line) => ({ ...line, address: base + addressOf(line) })),
    more: Math.max(0, held - lines.length),
    desk: base + BRAKE_ADDRESS,
  };
  return drawList(`${held} ${held === 1 ? "ladder is" : "ladders are"} held`, page);
};

export const brakeLetter: [string, LetterWriter] = [BRAKE_KIND, writeBrake];
