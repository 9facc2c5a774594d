import type { FoundFile, Shelf } from "#server/knowledge/files.ts";
import { fileFor } from "#server/knowledge/files.ts";
import { openDice } from "./dice.ts";
import { fill, type Matter, someMatter } from "./filling.ts";
import { ANSWERS, QUESTIONS } from "./phrases.ts";

const SHELVES = ["seeded-queries", "seeded-errors", "seeded-roles", "seeded-pipelines"];

export const seedShelves = (): Shelf[] =>
  SHELVES.map((slug, place) => ({
    slug,
    title: `Seeded: ${slug.slice("seeded-".length)}`,
    summary: "Made up for load tests",
    icon: "book",
    position: 900 + place,
  }));

/** Articles nobody wrote: no two alike, each with an error text, steps and code, as real ones have. */
export function seedArticles(count: number, seed: number): FoundFile[] {
  const dice = openDice(seed + 1);
  return Array.from({ length: count }, (_, place) => {
    const matter = someMatter(dice);
    const isTrouble = dice.chance(0.6);
    const title = isTrouble
      ? `Error ${matter.code} from ${matter.thing} ${matter.place}, case ${place + 1}`
      : `Use ${matter.thing} for ${matter.object} ${matter.place}, way ${place + 1}`;
    const sentences = Array.from({ length: 4 + dice.whole(5) }, () =>
      dice.pick([...QUESTIONS, ...ANSWERS].filter((one) => !one.includes("\n"))),
    );
    const told = sentences.map((one) => fill(one, someMatter(dice)));
    const source = isTrouble ? trouble(title, matter, told) : howTo(title, matter, told);
    return fileFor(dice.pick(SHELVES), `seeded-${matter.thing.replaceAll("_", "-")}-${place + 1}`, source);
  });
}

const frontMatter = (title: string, type: string, summary: string, matter: Matter, lines: string[]) =>
  [
    "---",
    `title: ${JSON.stringify(title)}`,
    `type: ${type}`,
    `summary: ${JSON.stringify(summary)}`,
    `terms: [${matter.object.replaceAll("_", " ")}, ${matter.thing.replaceAll("_", " ")}]`,
    ...lines,
    "---",
    "",
  ].join("\n");

function trouble(title: string, matter: Matter, told: string[]): string {
  const [symptom, cause, ...rest] = told;
  const summary = `What to do about ${matter.code} when ${matter.thing} meets ${matter.object}.`;
  return `${frontMatter(title, "troubleshooting", summary, matter, [`codes: ["${matter.code}"]`])}
## Symptom

${symptom}

\`\`\`
ERROR:  ${matter.error}
\`\`\`

## Cause

${cause}

## Fix

1. Call it with its schema: \`pggit_v0.${matter.thing}\`.
2. ${rest.join(" ")}

\`\`\`sql
SELECT * FROM pggit_v0.${matter.thing}('${matter.object}'::text);
\`\`\`

## Check that it worked

The call answers with at least one row for \`${matter.object}\`.

## When to escalate

When the error comes back ${matter.place} within a day.
`;
}

function howTo(title: string, matter: Matter, told: string[]): string {
  const [before, ...rest] = told;
  const summary = `How ${matter.thing} is used for ${matter.object}, step by step.`;
  return `${frontMatter(title, "how-to", summary, matter, [])}
## Before you start

${before}

## Steps

1. Open psql ${matter.place}.
2. Run this:

   \`\`\`sql
   SELECT * FROM pggit_v0.${matter.thing}('${matter.object}'::text) LIMIT 20;
   \`\`\`

3. ${rest.join(" ")}

## Check that it worked

The history of \`${matter.object}\` shows the new entry.
`;
}
