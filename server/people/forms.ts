import { z } from "zod";
import { emailAddress, line, oneOf } from "#server/http/form.ts";
import { language, orUsual, timeZone } from "#server/http/zones.ts";
import { ROLES, THEMES } from "./person.ts";

const secret = z.string().min(1, { error: "The password is missing." });
const team = line("The team", 80, 0).transform((name) => name || null);
const role = oneOf("a role", ROLES);

export const signInForm = z.object({ email: z.string().max(254), password: z.string().max(4096), next: z.string() });
export const forgottenForm = z.object({ email: emailAddress });
export const setupForm = z.object({
  name: line("Your name", 80),
  email: emailAddress,
  organisation: line("The organisation's name", 80),
  password: secret,
});
export const passwordForm = z.object({ password: secret });
export const changePasswordForm = z.object({
  current: z.string().min(1, { error: "Your present password is missing." }),
  password: z.string().min(1, { error: "The new password is missing." }),
});
export const addressForm = z.object({
  email: emailAddress,
  proof: z.string().min(1, { error: "Your present password is missing." }),
});
export const profileForm = z.object({
  name: line("Your name", 80),
  theme: oneOf("an appearance", THEMES),
  timeZone: orUsual(timeZone),
  language: orUsual(language),
});
export const personForm = z.object({ name: line("The name", 80), email: emailAddress, role, team });
export const roleForm = z.object({ role, confirmed: z.string() });
export const teamForm = z.object({ team });
