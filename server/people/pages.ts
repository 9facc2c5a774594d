import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { passwordProblem } from "./password-rules.ts";
import { initialsOf, type Person, ROLES, type Role, THEMES } from "./person.ts";
import { peopleAfter, sessionsOf } from "./store.ts";

type SignInPage = {
  title: string;
  draft: Draft<"email" | "next">;
  problem: string | null;
  demoPeople: { id: number; name: string; role: Role; does: string }[];
};
export const signInView = view<SignInPage>("people/sign-in", "bare");

export function signInPage(
  next: string,
  email = "",
  problem: string | null = null,
  demoPeople: SignInPage["demoPeople"] = [],
): SignInPage {
  return { title: "Sign in", draft: blankDraft({ email, next }), problem, demoPeople };
}

type SetupPage = { title: string; action: string; draft: Draft<"name" | "email" | "organisation" | "password"> };
export const setupView = view<SetupPage>("people/setup", "bare");

type InvitationPage = { title: string; action: string; draft: Draft<"password"> };
export const invitationView = view<InvitationPage>("people/invitation", "bare");

type AccountPage = {
  title: string;
  email: string;
  role: Role;
  profile: Draft<"name" | "theme">;
  password: Draft<"current" | "password">;
  themes: readonly string[];
  sessions: { id: string; browser: string; seenAt: number; isThis: boolean }[];
};
export const accountView = view<AccountPage>("people/account");

type Drafts = { profile?: Draft<"name" | "theme">; password?: Draft<"current" | "password"> };

export async function accountPage(
  ctx: Context,
  person: Person,
  sessionHash: string,
  drafts: Drafts = {},
): Promise<AccountPage> {
  const sessions = await sessionsOf(ctx.db, person.id);
  return {
    title: "Your account",
    email: person.email,
    role: person.role,
    profile: drafts.profile ?? blankDraft({ name: person.name, theme: person.theme }),
    password: drafts.password ?? blankDraft({ current: "", password: "" }),
    themes: THEMES,
    sessions: sessions.map((one) => ({
      id: one.token_hash,
      browser: browserName(one.browser),
      seenAt: one.seen_at,
      isThis: one.token_hash === sessionHash,
    })),
  };
}

function browserName(agent: string): string {
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0] ?? "";
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0]?.replace("Edg", "Edge") ?? "Another program";
  return system ? `${browser} on ${system}` : browser;
}

export type PersonDraft = Draft<"name" | "email" | "role" | "team">;

type PeoplePage = {
  title: string;
  people: {
    id: number;
    name: string;
    initials: string;
    email: string;
    role: Role;
    team: string | null;
    isDisabled: boolean;
    hasPassword: boolean;
    isSelf: boolean;
  }[];
  nextAfter: string | null;
  draft: PersonDraft;
  roles: readonly Role[];
  invitation: { name: string; address: string } | null;
};
export const peopleView = view<PeoplePage>("people/people", "staff");

const PER_PAGE = 50;

/** `after` is the name and id of the last one on the page before, as `name~id`. */
export async function peoplePage(
  ctx: Context,
  by: Person,
  after: string,
  extra: Partial<Pick<PeoplePage, "draft" | "invitation">> = {},
): Promise<PeoplePage> {
  const cut = after.lastIndexOf("~");
  const people = await peopleAfter(
    ctx.db,
    { name: after.slice(0, Math.max(0, cut)), id: Number(after.slice(cut + 1)) || 0 },
    PER_PAGE + 1,
  );
  const shown = people.slice(0, PER_PAGE);
  const last = people.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "People",
    people: shown.map((one) => ({
      id: one.id,
      name: one.name,
      initials: initialsOf(one.name),
      email: one.email,
      role: one.role,
      team: one.team,
      isDisabled: one.disabledAt !== null,
      hasPassword: one.passwordHash !== null,
      isSelf: one.id === by.id,
    })),
    nextAfter: last ? `${last.name}~${last.id}` : null,
    draft: extra.draft ?? blankDraft({ name: "", email: "", role: "requester", team: "" }),
    roles: ROLES,
    invitation: extra.invitation ?? null,
  };
}

/** What is wrong with a password somebody chose, with the words that are theirs. */
export async function problemWith(
  ctx: Context,
  password: string,
  person: { email: string; name: string },
): Promise<string | null> {
  const { organisation } = await readSettings(ctx);
  return passwordProblem(password, { ...person, organisation });
}
