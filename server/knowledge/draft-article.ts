import { stringify } from "yaml";
import type { LiveFunction } from "./live-functions.ts";

/** A reference article to begin with: all the database knows, and under each heading what its author has to find out. */
export function draftArticle(overloads: LiveFunction[], covers: string): string {
  const [first] = overloads as [LiveFunction];
  const called = `${first.schema}.${first.name}`;
  const comments = overloads.map(({ comment }) => comment).filter((comment) => comment !== null);
  const front = {
    title: `${called}()`,
    type: "reference",
    summary: (comments[0] ?? `The ${first.isProcedure ? "procedure" : "function"} ${called}.`).slice(0, 500),
    function: called,
    covers: [covers],
  };
  return [
    `---\n${stringify(front, { lineWidth: 0 }).trim()}\n---`,
    section("What it does", ...(comments.length > 0 ? comments : [ask("Say in one sentence what it is for.")])),
    section("Signature", ...overloads.map(({ signature }) => block("text", signature))),
    section("Result", ask("Show a real answer, and say when there is none."), ...overloads.map(resultOf)),
    section(
      "Example",
      ask("Make the call a real one. Once it works, mark it as a check."),
      block("sql", callOf(first)),
    ),
    section("Errors", ask("Provoke each error once: its exact text, its code, its cause and its cure.")),
    section("Good to know", ask("What surprised you? What must one never do with it?")),
  ].join("\n\n");
}

const section = (title: string, ...parts: string[]) => [`## ${title}`, ...parts].join("\n\n");
const ask = (what: string) => `> ${what}`;
const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

const resultOf = ({ result, returnsRows }: LiveFunction) =>
  result === null ? "It gives nothing back." : `${returnsRows ? "Rows" : "One value"}: \`${result}\``;

function callOf({ schema, name, types, isProcedure, returnsRows }: LiveFunction): string {
  const call = `${schema}.${name}(${types.map((type) => `NULL::${type}`).join(", ")})`;
  if (isProcedure) return `CALL ${call};`;
  return returnsRows ? `SELECT * FROM ${call};` : `SELECT ${call};`;
}
