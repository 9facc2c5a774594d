import type { Role } from "#server/people/person.ts";

export type Member = { name: string; role: Role; team: string | null; joinsInWeek: number };

/** The first of each role is who one can sign in as. */
const STAFF: Member[] = [
  { name: "Priya Kapoor", role: "agent", team: "Platform", joinsInWeek: 0 },
  { name: "Jonas Ohm", role: "agent", team: "Platform", joinsInWeek: 0 },
  { name: "Aino Laine", role: "agent", team: "Platform", joinsInWeek: 0 },
  { name: "Clara Reyes", role: "manager", team: "Engineering", joinsInWeek: 0 },
  { name: "Dana Whitlock", role: "admin", team: "Platform", joinsInWeek: 0 },
];

const TEAMS = ["Payments", "Search", "Checkout", "Data", "Mobile", "Growth"] as const;

const FIRST = "Nora Sam Lin Eva Tomas Yuki Marta Karl Ines Omar Lea Ravi Sofia Hugo Mina Pavel".split(" ");
const LAST = "Haddad Ito Zhao Novak Baker Mori Ruiz Brandt".split(" ");

/** 46 developers at the start, 66 after half a year. */
const FROM_THE_START = 46;
const IN_THE_END = 66;
const WEEKS = 26;

function developer(_: unknown, place: number): Member {
  const name = `${FIRST[place % FIRST.length]} ${LAST[(place * 3 + Math.floor(place / FIRST.length)) % LAST.length]}`;
  const later = place - FROM_THE_START;
  const joinsInWeek = later < 0 ? 0 : 1 + Math.floor((later * (WEEKS - 2)) / (IN_THE_END - FROM_THE_START));
  return { name, role: "requester", team: TEAMS[place % TEAMS.length] ?? null, joinsInWeek };
}

export const CAST: readonly Member[] = [...STAFF, ...Array.from({ length: IN_THE_END }, developer)];

export const emailOf = ({ name }: Member) => `${name.toLowerCase().replaceAll(" ", ".")}@tidewater.example`;
