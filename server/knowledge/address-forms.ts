import { z } from "zod";
import { line } from "#server/http/form.ts";

export const moveForm = z.object({ slug: line("The address", 100) });

export const missingForm = z.object({
  address: z.string().min(1).max(200),
  goal: z.string().max(300),
  deed: z.enum(["redirect", "leave"]),
});
