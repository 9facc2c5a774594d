import { z } from "zod";
import { METRICS } from "#server/escalation/policy.ts";
import { VERDICTS } from "#server/measure/verdict.ts";
import { articlesJson } from "#server/reports/articles-page.ts";
import { articlesReport } from "#server/reports/articles-report.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { deflectionJson } from "#server/reports/deflection-file.ts";
import { gapsFound } from "#server/reports/gaps-finding.ts";
import { gapsJson } from "#server/reports/gaps-page.ts";
import { serviceReport } from "#server/reports/promises.ts";
import { satisfactionReport } from "#server/reports/satisfaction.ts";
import { satisfactionJson } from "#server/reports/satisfaction-page.ts";
import { searchReport } from "#server/reports/search-report.ts";
import { teamsReport } from "#server/reports/teams-report.ts";
import { coverageReport } from "#server/tickets/coverage-file.ts";
import { endpoint } from "./endpoint.ts";
import { moment, slug } from "./fields.ts";

const week = z.string().max(10).meta({ description: "A week, or a date in it", example: "2026-W23" });
const period = z.strictObject({ from: week.optional(), to: week.optional() });
const months = z.strictObject({
  months: z.coerce
    .number({ error: "months is a number." })
    .int()
    .min(1)
    .max(12, { error: "months is at most 12." })
    .default(6)
    .meta({ description: "How many months, this one included", example: 6 }),
});
const dates = z.looseObject({ from: z.string(), to: z.string(), dates: z.string() });
const READ = { method: "get", group: "Reports", action: "report.see", scope: "reports:read" } as const;

export const reportEndpoints = [
  endpoint({
    ...{ ...READ, path: "/reports/deflection" },
    summary: "The deflection report",
    says: "Everything behind the report page: the sentence, the figure with its interval, the weeks, the checks. Read the verdict with the figure.",
    query: period,
    answer: z.looseObject({
      sentence: z.string().nullable(),
      verdict: z.enum(VERDICTS),
      headline: z.looseObject({ reduction: z.number(), low: z.number(), high: z.number() }).nullable(),
      period: dates,
      weeks: z.array(z.looseObject({ week: z.string(), basic: z.number(), exposure: z.number().nullable() })),
      asOf: z.iso.datetime(),
    }),
    work: async (ctx, _caller, { query }) => deflectionJson(await deflectionReport(ctx, query)),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/articles" },
    summary: "What articles did for their readers",
    says: "Most credit first. Articles with fewer than three readers are counted in `hidden` and the totals only.",
    query: period,
    answer: z.looseObject({
      period: dates,
      rows: z.array(z.looseObject({ slug, title: z.string(), readers: z.int(), credit: z.number() })),
      hidden: z.int(),
    }),
    work: async (ctx, _caller, { query }) => articlesJson(await articlesReport(ctx, query)),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/teams" },
    summary: "The figure of each team",
    says: "By name, each against itself; none of fewer than three people.",
    query: period,
    answer: z.looseObject({
      period: dates,
      teams: z.array(z.looseObject({ team: z.string(), reduction: z.number().nullable(), verdict: z.enum(VERDICTS) })),
      hidden: z.int(),
    }),
    work: (ctx, _caller, { query }) => teamsReport(ctx, query),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/search" },
    summary: "How well the search does",
    says: "Week by week; a week of fewer than three readers has no figures.",
    query: period,
    answer: z.looseObject({
      period: dates,
      weeks: z.array(z.looseObject({ week: z.string(), searches: z.int(), zeroResultRate: z.number().nullable() })),
    }),
    work: (ctx, _caller, { query }) => searchReport(ctx, query),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/service" },
    summary: "Which promises were kept",
    says: "By month, promise and urgency. Rates are null where nothing was decided yet; times are open time without pauses.",
    query: months,
    answer: z.looseObject({
      timeZone: z.string(),
      months: z.array(z.string()),
      rows: z.array(
        z.looseObject({
          ...{ month: z.string(), metric: z.enum(METRICS), priority: z.string() },
          ...{ met: z.int(), missed: z.int(), metRate: z.number().nullable(), medianMinutes: z.number().nullable() },
        }),
      ),
    }),
    work: (ctx, _caller, { query }) => serviceReport(ctx, query.months),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/satisfaction" },
    summary: "What those who asked say of the answers",
    says: "By month and queue, from five answers on; nobody is named, and comments of confidential tickets are left out.",
    query: months,
    answer: z.looseObject({
      timeZone: z.string(),
      rows: z.array(
        z.looseObject({
          ...{ month: z.string(), queue: z.string(), asked: z.int().nullable(), answered: z.int().nullable() },
          satisfied: z.looseObject({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
          mean: z.number().nullable(),
        }),
      ),
    }),
    work: async (ctx, _caller, { query }) => satisfactionJson(await satisfactionReport(ctx, query.months)),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/coverage" },
    summary: "How long a question may wait before anybody hears of it",
    says: "For each kind of question, over the next 90 days. `longestWaitMinutes` is null where nobody ever would; a hole is a time at which the promise of a first response would be broken before.",
    answer: z.looseObject({
      ...{ timeZone: z.string(), from: moment, to: moment },
      rows: z.array(
        z.looseObject({
          queue: z.string(),
          longestWaitMinutes: z.int().nullable(),
          shareWithinAnHour: z.number(),
          holes: z.array(z.object({ from: moment, to: moment })),
        }),
      ),
    }),
    work: (ctx) => coverageReport(ctx),
  }),
  endpoint({
    ...{ ...READ, path: "/reports/gaps" },
    summary: "What people looked for in vain",
    says: "As the job found it last. What fewer than three people did is hidden.",
    answer: z.looseObject({
      clusters: z.array(z.looseObject({ label: z.string(), searches: z.int(), failed: z.int() })),
      reasons: z.array(z.looseObject({ reason: z.string(), questions: z.int() })),
      hidden: z.int(),
    }),
    work: async (ctx) => gapsJson(await gapsFound(ctx)) ?? { clusters: [], reasons: [], hidden: 0 },
  }),
];
