import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { passwordProblem } from "./password-rules.ts";
import type { Role } from "./person.ts";

type SignInPage = {
  title: string;
  draft: Draft<"email" | "password" | "next">;
  problem: string | null;
  /** Nobody can sign in before somebody set the portal up. */
  needsSetup: boolean;
  demoPeople: { id: number; name: string; role: Role; does: string }[];
};
export const signInView = view<SignInPage>("people/sign-in", "bare");

export const signInPage = (
  next: string,
  email: string,
  problem: string | null,
  around: Pick<SignInPage, "demoPeople" | "needsSetup">,
): SignInPage => ({
  title: "Sign in",
  draft: blankDraft({ email, password: "", next }),
  problem,
  ...around,
});

type ForgottenPage = { title: string; draft: Draft<"email">; isSent: boolean; isMailSetUp: boolean };
export const forgottenView = view<ForgottenPage>("people/forgotten", "bare");

export const forgottenPage = (ctx: Context, isSent: boolean, draft = blankDraft({ email: "" })): ForgottenPage => ({
  title: "A new password",
  draft,
  isSent,
  isMailSetUp: ctx.mailer !== null,
});

type SetupPage = { title: string; action: string; draft: Draft<"name" | "email" | "organisation" | "password"> };
export const setupView = view<SetupPage>("people/setup", "bare");

type PasswordPage = { title: string; lead: string; action: string; email: string; draft: Draft<"password"> };
export const passwordView = view<PasswordPage>("people/password", "bare");

type AddressPage = { title: string; action: string; email: string };
export const addressView = view<AddressPage>("people/address", "bare");

/** What is wrong with a password somebody chose, with the words that are theirs. */
export async function problemWith(
  ctx: Context,
  password: string,
  person: { email: string; name: string },
): Promise<string | null> {
  const { organisation } = await readSettings(ctx);
  return passwordProblem(password, { ...person, organisation });
}
