import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { SearchDocument } from "#server/search/search.ts";
import { shippedCovers } from "./articles.ts";

/** A question with the articles that answer it, the best first; none where nothing should. */
export type Golden = { kind: string; words: string; answers: string[]; half: "tune" | "judge" };

const NO_ANSWER = new Set(["none", "out-of-scope"]);
export const hasAnswer = ({ answers }: Golden) => answers.length > 0;

const read = (name: string): Record<string, (string | string[])[]> =>
  parse(readFileSync(path.join(import.meta.dirname, name), "utf8"), { schema: "failsafe" });

/** Our own questions of eight kinds. */
export const goldenQuestions = (): Golden[] => listed("golden.yaml", (names) => names);

/** Somebody else's, whose answers are named by what the articles cover. Not one of them was tuned to. */
export function othersQuestions(): Golden[] {
  const covers = shippedCovers();
  const slugs = (codes: string[]) => [...new Set(codes.flatMap((code) => covers.get(code) ?? []))];
  return listed("others.yaml", slugs).map((one) => ({ ...one, half: "judge" as const }));
}

function listed(name: string, slugsOf: (names: string[]) => string[]): Golden[] {
  return Object.entries(read(name)).flatMap(([kind, entries]) =>
    entries.map((entry, place): Golden => {
      const [words = "", ...names] = [entry].flat();
      const answers = NO_ANSWER.has(kind) ? [] : slugsOf(names);
      return { kind, words, answers, half: place % 2 === 0 ? "tune" : "judge" };
    }),
  );
}

/** Answers that are no article: a question nobody could win. */
export const strayAnswers = (questions: Golden[], documents: SearchDocument[]): string[] => {
  const slugs = new Set(documents.map(({ slug }) => slug));
  return questions.flatMap(({ answers }) => answers.filter((slug) => !slugs.has(slug)));
};
