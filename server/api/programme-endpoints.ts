import { z } from "zod";
import { emailAddress, line } from "#server/http/form.ts";
import { weekOfDate } from "#server/platform/weeks.ts";
import { feedKeyFigure } from "#server/reports/key-figures.ts";
import { FED, feedFigure, GOALS, programmeFigures } from "#server/reports/programme.ts";
import { recordTraining } from "#server/reports/training.ts";
import { endpoint } from "./endpoint.ts";
import { WrongInput } from "./problem.ts";

const HREF = "/api/v1/programme";
const MOST_AT_ONCE = 500;

const measuredOn = z.iso
  .date()
  .refine((date) => weekOfDate(date) !== undefined, { error: "There is no such date." })
  .meta({ example: "2026-06-01" });
const source = line("The source", 160, 3).meta({ maxLength: 160, example: "HR system, monthly export" });
const number = z.number().min(-1e12).max(1e12);
const FEED = { method: "post", group: "Programme", action: "report.goal", scope: "figures:write" } as const;
const receipt = z.object({ href: z.string() });

export const programmeEndpoints = [
  endpoint({
    ...{ method: "get", path: "/programme", group: "Programme", action: "report.see", scope: "reports:read" },
    summary: "The scorecard of the programme",
    says: "Each goal with its figure, where it comes from and when. `value` is null until it is fed.",
    answer: z.object({
      goals: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          target: z.number(),
          unit: z.enum(["part", "of 5"]),
          value: z.number().nullable(),
          state: z.enum(["reached", "not reached", "undecided", "not fed"]),
          source: z.string(),
          at: z.string().nullable(),
          parts: z.array(z.object({ name: z.string(), value: z.number(), says: z.string() })),
        }),
      ),
    }),
    work: async (ctx) => ({ goals: await programmeFigures(ctx) }),
  }),
  endpoint({
    ...{ ...FEED, path: "/programme/trainings" },
    summary: "Tell who has done a training",
    says: "Up to 500 people at once; telling it again changes nothing. The scorecard counts who has done every training told of. Addresses without an account come back as `unknown`.",
    body: z.strictObject({
      training: line("The training", 80, 2).meta({ maxLength: 80, example: "Git basics" }),
      completions: z
        .array(z.strictObject({ email: emailAddress, doneAt: z.iso.datetime({ offset: true }) }))
        .min(1)
        .max(MOST_AT_ONCE, { error: `At most ${MOST_AT_ONCE} at once.` }),
    }),
    answer: receipt.extend({ recorded: z.int(), unknown: z.array(z.string()) }),
    work: (_ctx, { person }, { body: { training, completions } }, keep) =>
      keep(async (ctx) => {
        const done = completions.map(({ email, doneAt }) => ({ email, doneAt: Date.parse(doneAt) }));
        return { ...(await recordTraining(ctx, person, training, done)), href: HREF };
      }),
  }),
  endpoint({
    ...{ ...FEED, path: "/programme/key-figures" },
    summary: "Feed a key performance figure",
    says: "With where it began. The scorecard shows how much each has improved, and the last one fed of each name stands.",
    body: z.strictObject({
      name: line("The name", 80, 2).meta({ maxLength: 80, example: "Lead time in days" }),
      better: z.enum(["higher", "lower"]),
      baseline: number
        .positive({ error: "The baseline is above zero: an improvement is a part of it." })
        .meta({ example: 12 }),
      value: number.meta({ example: 9 }),
      ...{ measuredOn, source },
    }),
    answer: receipt,
    work: (_ctx, { person }, { body }, keep) =>
      keep(async (ctx) => {
        await feedKeyFigure(ctx, person, body);
        return { href: HREF };
      }),
  }),
  endpoint({
    ...{ ...FEED, path: "/programme/figures" },
    summary: "Feed a figure of the scorecard",
    says: "For what the portal cannot compute: satisfaction from 1 to 5, the others as a part of one (0.78 is 78 %).",
    body: z.strictObject({ goal: z.enum(FED), value: number.meta({ example: 4.6 }), ...{ measuredOn, source } }),
    answer: receipt,
    work: async (_ctx, { person }, { body: { goal, ...figure } }, keep) => {
      const [least, most] = GOALS[goal].unit === "part" ? [-1, 10] : [1, 5];
      if (figure.value < least || figure.value > most)
        throw new WrongInput([{ field: "body.value", detail: `The figure lies between ${least} and ${most}.` }]);
      return keep(async (ctx) => {
        await feedFigure(ctx, person, { ...figure, name: goal });
        return { href: HREF };
      });
    },
  }),
];
