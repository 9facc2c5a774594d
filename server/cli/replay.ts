import { readFileSync } from "node:fs";
import path from "node:path";
import type { Change, Replayed } from "#server/knowledge/replay.ts";
import { moveWords, notesOf, readersOf, summaryOf } from "#server/knowledge/replay-page.ts";
import { replay } from "#server/knowledge/replaying.ts";
import { articleChange, titleChange } from "#server/knowledge/replays.ts";
import { readGroups } from "#server/knowledge/synonyms.ts";
import { readWeights } from "#server/knowledge/weights.ts";
import type { Context } from "#server/platform/context.ts";
import { Misuse } from "#server/platform/errors.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { withArticles } from "./opening.ts";

export const replayCommand: Command = {
  name: "replay",
  usage: '--article FILE | --title "WORDS" --of SLUG | --synonyms FILE | --ranking FILE [--json]',
  summary:
    "what an article, another title, synonyms or another ranking would change for the searches of the last 90 days",
  details: () =>
    '  FILE of --article is Markdown in a folder of its category; an article of that name is replaced. SLUG is the last part of the address of an article. FILE of --ranking has lines like "title: 6", or "readers: off". Searches of fewer than three people are counted and never shown. Nothing is changed.',
  examples: [
    "portal replay --article knowledge/git/undo-a-commit.md",
    'portal replay --title "Take back a commit" --of undo-a-commit',
    "portal replay --synonyms new-synonyms.yaml --json",
  ],
  run: async (given, terminal) => {
    const { values } = readCall(replayCommand, given, {
      options: {
        ...{ article: { type: "string" }, synonyms: { type: "string" }, ranking: { type: "string" } },
        ...{ title: { type: "string" }, of: { type: "string" } },
        json: { type: "boolean", default: false },
      },
    });
    const change = changeIn(values);
    const found = await withArticles(terminal, async (ctx) => replay(ctx, await change(ctx), () => {}));
    if (values.json) terminal.say(JSON.stringify(found, null, 2));
    else for (const line of inWords(found)) terminal.say(line);
    return 0;
  },
};

type Given = { [Name in "article" | "title" | "of" | "synonyms" | "ranking"]?: string | undefined };

/** What is wrong with a file is said before the portal is opened. */
function changeIn({ title, of, ...files }: Given): (ctx: Context) => Promise<Change> {
  const { article, synonyms, ranking } = files;
  if ([article, title, synonyms, ranking].filter((one) => one !== undefined).length !== 1)
    throw misuse(replayCommand, "give one of --article, --title, --synonyms and --ranking");
  if ((title === undefined) !== (of === undefined)) throw misuse(replayCommand, "give --title together with --of");
  if (title !== undefined) return (ctx) => titleChange(ctx, of ?? "", title);
  const change = changeInFile(files);
  return async () => change;
}

function changeInFile({ article, synonyms, ranking }: Given): Change {
  if (article !== undefined) {
    const category = path.basename(path.dirname(path.resolve(article)));
    return articleChange(read(article), { slug: path.basename(article, ".md"), category });
  }
  if (ranking !== undefined) return { kind: "ranking", ...readWeights(read(ranking)) };
  const { groups, problems } = readGroups(read(synonyms as string));
  if (problems[0]) throw new Misuse(problems[0].reason);
  return { kind: "synonyms", groups };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Misuse(`${file} cannot be read. Give the path of a text file.`);
  }
}

const inWords = (found: Replayed): string[] => [
  `${summaryOf(found)}.`,
  ...notesOf(found),
  ...found.changed.flatMap(({ words, people, answered, moves }) => [
    `"${words}" (${people} people)${answered === null ? "" : `: an answer is ${answered}`}`,
    ...moves.map((move) => `  ${move.title} (${move.slug}) ${moveWords(move)} ${readersOf(move, found.circles)}`),
  ]),
];
