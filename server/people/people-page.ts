import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { purposeOfLinkFor } from "./actions.ts";
import { addressOfLink, linkByNumber } from "./links.ts";
import { type Unreachable, unreachable, unreachableAmong } from "./mail-reach.ts";
import { initialsOf, type Person, ROLES, type Role } from "./person.ts";
import { hasPassword, peopleAfter, personById, sessionsOf } from "./store.ts";

export type PersonDraft = Draft<"name" | "email" | "role" | "team">;

type Row = {
  id: number;
  name: string;
  initials: string;
  email: string;
  role: Role;
  team: string | null;
  isDisabled: boolean;
  hasPassword: boolean;
  isUnreachable: boolean;
};

type PeoplePage = {
  title: string;
  people: Row[];
  /** What names and addresses were searched for. */
  words: string;
  nextPage: string | null;
  draft: PersonDraft;
  roles: readonly Role[];
  isMailSetUp: boolean;
};
export const peopleView = view<PeoplePage>("people/people", "staff");

const PER_PAGE = 50;
const MOST_WORDS = 100;

/** `after` is the name and id of the last one on the page before, as `name~id`. */
export async function peoplePage(
  ctx: Context,
  asked: { words: string; after: string } = { words: "", after: "" },
  draft: PersonDraft = blankDraft({ name: "", email: "", role: "requester", team: "" }),
): Promise<PeoplePage> {
  const words = asked.words.trim().slice(0, MOST_WORDS);
  const people = await peopleAfter(ctx.db, placeOf(asked.after), words, PER_PAGE + 1);
  const shown = people.slice(0, PER_PAGE);
  const last = people.length > PER_PAGE ? shown.at(-1) : undefined;
  const bounced = await unreachableAmong(
    ctx,
    shown.map(({ id }) => id),
  );
  const next = last ? new URLSearchParams({ ...(words ? { q: words } : {}), after: `${last.name}~${last.id}` }) : null;
  return {
    title: "People",
    people: shown.map((person) => ({ ...toRow(person), isUnreachable: bounced.has(person.id) })),
    words,
    nextPage: next ? `/admin/people?${next}` : null,
    draft,
    roles: ROLES,
    isMailSetUp: ctx.mailer !== null,
  };
}

function placeOf(after: string): { name: string; id: number } {
  const cut = after.lastIndexOf("~");
  const id = Number(after.slice(cut + 1));
  return cut > 0 && Number.isSafeInteger(id) ? { name: after.slice(0, cut), id } : { name: "", id: 0 };
}

const toRow = (person: Person & { passwordHash: string | null }): Omit<Row, "isUnreachable"> => ({
  id: person.id,
  name: person.name,
  initials: initialsOf(person.name),
  email: person.email,
  role: person.role,
  team: person.team,
  isDisabled: person.disabledAt !== null,
  hasPassword: person.passwordHash !== null,
});

type PersonPage = {
  title: string;
  person: Person;
  initials: string;
  hasPassword: boolean;
  isSelf: boolean;
  sessions: number;
  roles: readonly Role[];
  role: Draft<"role" | "confirmed">;
  team: Draft<"team">;
  mustConfirm: boolean;
  isMailSetUp: boolean;
  bounce: Unreachable | null;
  /** Shown to whoever just made it, until it is used or too old. */
  link: string | null;
};
export const personView = view<PersonPage>("people/person", "staff");

type PersonExtra = { role?: Draft<"role" | "confirmed">; team?: Draft<"team">; linkNumber?: string };

export async function personPage(
  ctx: Context,
  by: Person,
  id: number,
  { role, team, linkNumber = "" }: PersonExtra = {},
): Promise<PersonPage> {
  const person = Number.isSafeInteger(id) ? await personById(ctx.db, id) : undefined;
  if (!person) throw notFound("person");
  const isKnown = await hasPassword(ctx.db, id);
  const purpose = purposeOfLinkFor({ hasPassword: isKnown });
  const link = linkNumber ? await linkByNumber(ctx, purpose, linkNumber) : undefined;
  return {
    title: person.name,
    person,
    initials: initialsOf(person.name),
    hasPassword: isKnown,
    isSelf: by.id === id,
    sessions: (await sessionsOf(ctx.db, id)).length,
    roles: ROLES,
    role: role ?? blankDraft({ role: person.role, confirmed: "" }),
    team: team ?? blankDraft({ team: person.team ?? "" }),
    mustConfirm: role?.errors.confirmed !== undefined,
    isMailSetUp: ctx.mailer !== null,
    bounce: await unreachable(ctx, id),
    link: link?.person_id === id ? addressOfLink(ctx, purpose, linkNumber) : null,
  };
}
