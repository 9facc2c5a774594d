import { z } from "zod";
import { line } from "#server/http/form.ts";
import { language, timeZone } from "#server/http/zones.ts";

export const settingsForm = z.object({
  organisation: line("The organisation's name", 80),
  timeZone,
  language,
});
