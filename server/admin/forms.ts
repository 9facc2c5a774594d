import { z } from "zod";
import { line } from "#server/http/form.ts";

const isZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

export const settingsForm = z.object({
  organisation: line("The organisation's name", 80),
  timeZone: z.string().refine(isZone, { error: "This is no time zone. Write it like Europe/Berlin." }),
});
