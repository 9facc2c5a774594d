import { AUDIENCES } from "#server/knowledge/article.ts";
import { openLibrary, openSearch } from "#server/knowledge/library.ts";
import { readWords } from "#server/knowledge/words.ts";
import { type Command, countFrom, misuse, readCall } from "./command.ts";
import { isRunning, withPortal } from "./opening.ts";

export const search: Command = {
  name: "search",
  usage: '"WORDS" [--json] [--limit N] [--audience everyone|signed-in|staff]',
  summary: "what the portal's own search answers, best first; as somebody who is signed in, unless told otherwise",
  examples: ['portal search "branch already exists"', 'portal search "42P01" --json --limit 5'],
  run: async (given, terminal) => {
    const { values, words } = readCall(search, given, {
      words: ['"WORDS"'],
      options: {
        json: { type: "boolean", default: false },
        limit: { type: "string", default: "10" },
        audience: { type: "string", default: "signed-in" },
      },
    });
    const audience = AUDIENCES.find((one) => one === values.audience);
    if (!audience) throw misuse(search, `--audience is "${values.audience}", which is none of ${AUDIENCES.join(", ")}`);
    const limit = countFrom(search, "limit", values.limit, 50);
    const isBeside = isRunning(terminal.config());
    const { results } = await withPortal(terminal, async (ctx) => {
      await (isBeside ? openSearch(ctx) : openLibrary(ctx, terminal.tell));
      return ctx.search.search({ words: readWords(words[0]), audience, limit });
    });
    const found = results.map(({ slug, title, score }) => ({ slug, title, score }));
    if (values.json) terminal.say(JSON.stringify(found, null, 2));
    else if (found.length === 0) terminal.say("Nothing was found.");
    else for (const { slug, title, score } of found) terminal.say(`${score.toFixed(2)}  ${title}  (/articles/${slug})`);
    return 0;
  },
};
