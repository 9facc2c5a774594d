import type { NewPerson } from "#server/people/importing.ts";
import type { Role } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import { openDice } from "./dice.ts";
import { FIRST_NAMES, LAST_NAMES, TEAMS } from "./phrases.ts";

const YEARS = 2;

/** One in fifty answers; there is a manager and an admin from the tenth person on. */
export function seedPeople(count: number, seed: number, until: number): NewPerson[] {
  const dice = openDice(seed);
  return Array.from({ length: count }, (_, place): NewPerson => {
    const [first, last] = [dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)];
    const role = roleAt(place, count);
    return {
      email: `${first}.${last}.${place + 1}@seed.example`.toLowerCase(),
      name: `${first} ${last}`,
      role,
      team: role === "requester" ? dice.pick(TEAMS) : null,
      createdAt: until - YEARS * 365 * DAY - dice.whole(DAY),
    };
  });
}

function roleAt(place: number, count: number): Role {
  if (count >= 10 && place === 0) return "admin";
  if (count >= 10 && place === 1) return "manager";
  return place < 2 + Math.max(1, Math.floor(count / 50)) && place >= Math.min(2, count - 1) ? "agent" : "requester";
}
