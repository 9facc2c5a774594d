import { makeCatalogue } from "#server/knowledge/catalogue-making.ts";
import { type Command, misuse, readCall } from "./command.ts";

const CALL = {
  name: "knowledge catalogue",
  usage: "--database URL [--schema NAME …] [--into DIR] [--category NAME] [--json]",
};

/** Lists what a live database asks to be documented, and begins an article for each. */
export const knowledgeCatalogue: Command = {
  ...CALL,
  summary: "adds a database's own functions to catalogue.yaml, with a draft article for each new one",
  details: () =>
    [
      "  Reads names, signatures and comments; runs nothing of the database's own and changes nothing in it.",
      "  What catalogue.yaml holds already stays, and so does every file. Drafts are called NAME.draft.md and are not read by",
      "  the portal: finish one, take .draft out of its name, and import the folder.",
    ].join("\n"),
  examples: [
    "portal knowledge catalogue --database postgres://reader@db.example.test/app --schema billing",
    "portal knowledge catalogue --database postgres://localhost/app --into ./articles --category reference",
  ],
  run: async (given, terminal) => {
    const { values } = readCall(CALL, given, {
      options: {
        database: { type: "string" },
        schema: { type: "string", multiple: true },
        into: { type: "string" },
        category: { type: "string", default: "reference" },
        json: { type: "boolean" },
      },
    });
    const { database: url, schema: schemas = null, category } = values;
    if (url === undefined) throw misuse(CALL, "--database is missing");
    const folder = values.into ?? terminal.config().knowledgeDir;
    const made = await makeCatalogue({ url, folder, category, schemas });
    if (values.json) terminal.say(JSON.stringify(made));
    else {
      for (const draft of made.drafts) terminal.say(`Begun: ${draft}`);
      terminal.say(
        `Functions found: ${made.functions}. New in the catalogue: ${made.added.length}. Drafts begun: ${made.drafts.length}. All in ${folder}.`,
      );
    }
    return 0;
  },
};
