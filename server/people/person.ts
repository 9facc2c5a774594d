export const ROLES = ["requester", "agent", "manager", "admin"] as const;
export type Role = (typeof ROLES)[number];

export type Person = {
  id: number;
  email: string;
  name: string;
  role: Role;
  team: string | null;
  theme: Theme;
  /** Null where they want what the organisation has. */
  timeZone: string | null;
  language: string | null;
  disabledAt: number | null;
};

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const isStaff = (person: Person | null): boolean => person !== null && person.role !== "requester";

/** A program has an account as people have, but nobody can have a mailbox of this domain (RFC 2606), nor sign in by it. */
export const PROGRAMS = "@programs.invalid";
export const isProgram = ({ email }: Pick<Person, "email">) => email.endsWith(PROGRAMS);

/** Ada Lovelace → AL; one word gives its first letter. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const [first = "?"] = words;
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return ([...first][0] ?? "").concat([...last][0] ?? "").toUpperCase();
}
