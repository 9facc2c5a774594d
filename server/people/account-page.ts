import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { languageOptions, zoneOptions } from "#server/http/zones.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Unreachable, unreachable } from "./mail-reach.ts";
import { type Person, type Role, THEMES } from "./person.ts";
import { sessionsOf } from "./store.ts";

type Drafts = {
  profile: Draft<"name" | "theme" | "timeZone" | "language">;
  address: Draft<"email" | "proof">;
  password: Draft<"current" | "password">;
};

type AccountPage = Drafts & {
  title: string;
  email: string;
  role: Role;
  team: string | null;
  themes: Option[];
  zones: Option[];
  languages: Option[];
  isMailSetUp: boolean;
  bounce: Unreachable | null;
  sessions: { id: string; browser: string; seenAt: number; isThis: boolean }[];
};
export const accountView = view<AccountPage>("people/account");

const THEME_NAMES = { system: "Like the system", light: "Light", dark: "Dark" };

export async function accountPage(
  ctx: Context,
  person: Person,
  sessionHash: string,
  drafts: Partial<Drafts> = {},
): Promise<AccountPage> {
  const [sessions, usual] = [await sessionsOf(ctx.db, person.id), await readSettings(ctx)];
  const { name, theme, timeZone, language } = person;
  const languages = languageOptions(ctx.clock.now());
  const usualLanguage = languages.find(({ value }) => value === usual.language)?.label ?? usual.language;
  return {
    title: "Your account",
    email: person.email,
    role: person.role,
    team: person.team,
    profile: blankDraft({ name, theme, timeZone: timeZone ?? "", language: language ?? "" }),
    address: blankDraft({ email: "", proof: "" }),
    password: blankDraft({ current: "", password: "" }),
    ...drafts,
    themes: THEMES.map((value) => ({ value, label: THEME_NAMES[value] })),
    zones: [{ value: "", label: `Like the organisation (${usual.timeZone})` }, ...zoneOptions(timeZone)],
    languages: [{ value: "", label: `Like the organisation (${usualLanguage})` }, ...languages],
    isMailSetUp: ctx.mailer !== null,
    bounce: await unreachable(ctx, person.id),
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
