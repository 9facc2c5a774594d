import { z } from "zod";
import { isSlug } from "#server/knowledge/article.ts";

/** Fields that several endpoints have. */

export const slug = z
  .string()
  .max(100)
  .refine(isSlug, { error: "A slug has lower-case letters, digits and single hyphens." })
  .meta({ example: "no-commits-found" });

export const words = z.string().min(1, { error: "Say what to search for." }).max(2000).meta({ example: "merge fails" });

export const limit = (most: number, usual: number) =>
  z.coerce
    .number({ error: "limit is a number." })
    .int()
    .min(1)
    .max(most, { error: `limit is at most ${most}.` })
    .default(usual);

export const ticketNumber = z.coerce
  .number({ error: "A ticket has a number." })
  .int()
  .min(1)
  .max(999_999_999)
  .meta({ example: 7 });

/** A time as every answer writes it. */
export const moment = z.iso.datetime().meta({ example: "2026-06-09T09:00:00.000Z" });

export const writtenAt = (ms: number) => new Date(ms).toISOString();
export const writtenAtOrNull = (ms: number | null) => (ms === null ? null : writtenAt(ms));
