import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** What a basic question is, in the words of the goal that is in force, by those who keep goals. */
    definitionInUse(db: Database): Promise<string>;
  }
}

/** The definition of 2026, for everybody who has not agreed to other words. */
export const DEFINITION =
  "A question is basic when it asks how to use something or describes a known symptom, an answer exists or could exist in one article, nobody in support had to change code, configuration or access, and it never went beyond the first step of the escalation ladder. Questions of the same person in the same category within seven days count once.";

export type Example = { question: string; isBasic: boolean; why: string };

/** Where people hesitate: they explain the definition and are no part of it. */
export const EXAMPLES: readonly Example[] = [
  { question: "How do I rename a branch?", isBasic: true, why: "It asks how to use something." },
  {
    question: "Merging says 42804. What does that mean?",
    isBasic: true,
    why: "A known symptom: one article answers it for the next person, even if nobody has written it yet.",
  },
  { question: "My token is refused since Monday.", isBasic: false, why: "Somebody had to give access anew." },
  {
    question: "The merge loses rows when both branches add a column.",
    isBasic: false,
    why: "It was a defect: code had to change.",
  },
  {
    question: "How do I restore a branch, and can it be before the demo at ten?",
    isBasic: false,
    why: "It could have been basic, but it went up the ladder.",
  },
];

/** The one page by which everybody judges, the first time and the second. */
export type CodeBook = { definition: string; examples: readonly Example[] };

export const codeBook = async (ctx: Context): Promise<CodeBook> => ({
  definition: await ctx.definitionInUse(ctx.db),
  examples: EXAMPLES,
});
