import { z } from "zod";
import { emailAddress, line, oneOf } from "#server/http/form.ts";
import { ROLES, THEMES } from "./person.ts";

const secret = z.string().min(1, { error: "The password is missing." });

export const signInForm = z.object({ email: z.string().max(254), password: z.string().max(4096), next: z.string() });
export const setupForm = z.object({
  name: line("Your name", 80),
  email: emailAddress,
  organisation: line("The organisation's name", 80),
  password: secret,
});
export const passwordForm = z.object({ password: secret });
export const changePasswordForm = z.object({ current: secret, password: secret });
export const profileForm = z.object({ name: line("Your name", 80), theme: oneOf("an appearance", THEMES) });
export const personForm = z.object({
  name: line("The name", 80),
  email: emailAddress,
  role: oneOf("a role", ROLES),
  team: z.string().max(80),
});
export const roleForm = z.object({ role: oneOf("a role", ROLES) });
