import { z } from "zod";

export const METRICS = ["first", "next", "first-resolution", "total-resolution"] as const;
export type Metric = (typeof METRICS)[number];

export const METRIC_NAMES: Record<Metric, string> = {
  first: "First response",
  next: "Next response",
  "first-resolution": "First resolution",
  "total-resolution": "Resolution",
};

export const PRIORITIES = ["high", "normal", "low"] as const;

export const PRIORITY_NAMES: Record<(typeof PRIORITIES)[number], string> = {
  high: "High",
  normal: "Normal",
  low: "Low",
};

/** Why a clock may stand still. What was resolved and came back pauses its total resolution by itself. */
export const PAUSES = ["waiting", "on hold"] as const;
export type PauseCause = (typeof PAUSES)[number];

/** "business" counts the open time of the policy's calendar, "calendar" counts around the clock. */
export const COUNTS = ["business", "calendar"] as const;

const target = z.strictObject({
  priority: z.string().min(1).max(40),
  metric: z.enum(METRICS),
  minutes: z.number().int().min(1).max(525_600),
  counts: z.enum(COUNTS),
  pausedBy: z.array(z.enum(PAUSES)),
  warnPercent: z.number().int().min(1).max(100),
});

/** What a service policy promises, and to whom: an empty list of categories means every one. */
export const policyShape = z.strictObject({
  name: z.string().min(1).max(80),
  position: z.number().int(),
  isEnabled: z.boolean(),
  calendarId: z.number().int(),
  categories: z.array(z.string()),
  targets: z.array(target),
});

export type Target = z.infer<typeof target>;
export type Policy = z.infer<typeof policyShape>;

/** What decides which policy and target a question gets. */
export type Subject = { priority: string; category: string | null; queueId?: number };

export const matches = ({ isEnabled, categories }: Policy, { category }: Subject): boolean =>
  isEnabled && (categories.length === 0 || (category !== null && categories.includes(category)));

export const targetOf = ({ targets }: Policy, { priority }: Subject, metric: Metric): Target | undefined =>
  targets.find((one) => one.metric === metric && one.priority === priority);
