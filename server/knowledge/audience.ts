import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Audience } from "./article.ts";

const OPEN_TO: Record<Audience, Audience[]> = {
  everyone: ["everyone"],
  "signed-in": ["everyone", "signed-in"],
  staff: ["everyone", "signed-in", "staff"],
};

/** The widest circle somebody belongs to. */
export function audienceOf(person: Person | null): Audience {
  if (!person) return "everyone";
  return can(person, "knowledge.read-staff") ? "staff" : "signed-in";
}

/** Every audience whose articles they may read: queries are narrowed to these. */
export const audiencesOf = (person: Person | null): Audience[] => OPEN_TO[audienceOf(person)];
