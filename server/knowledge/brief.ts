import type { ArticleType } from "./article.ts";

const ANSWERS: Partial<Record<ArticleType, string>> = {
  troubleshooting: "Fix",
  "how-to": "Steps",
  reference: "Example",
  runbook: "Steps",
};

const MOST_STEPS = 3;
const LONGEST_LINE = 160;
const LONGEST_CODE = 100;

/** The first steps of an answer as a few lines of Markdown; empty where there is nothing short to say. */
export function firstSteps(body: string, type: ArticleType): string {
  const section = ANSWERS[type];
  const lines = section ? linesBelow(body, section) : [];
  const steps = type === "reference" ? inCode(firstCode(lines)) : stepsOf(lines);
  // It stands inside a link, where no other link may be.
  return steps.replace(/\[([^\]]{1,200})\]\([^)\s]{1,500}\)/g, "$1");
}

function linesBelow(body: string, title: string): string[] {
  const lines = body.split("\n");
  const start = lines.findIndex((line) => line.trim() === `## ${title}`);
  if (start === -1) return [];
  const rest = lines.slice(start + 1, start + 81);
  const end = rest.findIndex((line) => line.startsWith("## "));
  return end === -1 ? rest : rest.slice(0, end);
}

const STEP = /^(?:\d{1,3}[.)]|[-*] \[[ x]\]) +(.+)$/;

/** Numbered steps, each with the code that belongs to it; else the first sentence and the first code. */
function stepsOf(lines: string[]): string {
  const steps: string[] = [];
  for (const [place, line] of lines.entries()) {
    const words = STEP.exec(line)?.[1];
    if (!words || words.length > LONGEST_LINE) continue;
    const rest = lines.slice(place + 1);
    const next = rest.findIndex((one) => STEP.test(one));
    steps.push(withCode(words, firstCode(next === -1 ? rest : rest.slice(0, next)), " "));
    if (steps.length === MOST_STEPS) break;
  }
  if (steps.length > 1) return steps.map((step, place) => `${place + 1}. ${step}`).join("\n");
  if (steps[0]) return steps[0];
  const fence = lines.findIndex((line) => /^\s*```/.test(line));
  const before = fence === -1 ? lines : lines.slice(0, fence);
  const sentence = before.find((line) => /^[\p{L}`*"]/u.test(line) && line.length <= LONGEST_LINE) ?? "";
  return withCode(sentence, firstCode(lines), "\n\n");
}

/** A colon that would introduce nothing ends the sentence instead. */
const withCode = (words: string, code: string, gap: string) =>
  code === "" ? words.replace(/:$/, ".") : [words, inCode(code)].filter(Boolean).join(gap);

/** The first block of code where it fits on one line. SQL may be joined to one; scripts may not. */
function firstCode(lines: string[]): string {
  const start = lines.findIndex((line) => /^\s*```/.test(line));
  const end = lines.findIndex((line, place) => place > start && /^\s*```\s*$/.test(line));
  const code =
    start === -1 || end === -1
      ? []
      : lines
          .slice(start + 1, end)
          .map((line) => line.trim())
          .filter(Boolean);
  const isSql = lines[start]?.trim() === "```sql" && !code.some((line) => line.includes("--"));
  const joined = code.join(" ");
  return (code.length === 1 || isSql) && joined.length <= LONGEST_CODE ? joined : "";
}

const inCode = (code: string) => (code === "" ? "" : `\`\` ${code} \`\``);
