import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { type Command, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";
import { progressOf } from "./progress.ts";

export const measureRebuild: Command = {
  name: "measure rebuild",
  usage: "",
  summary:
    "tells journeys and counts weeks anew from what is stored; what was right before stays the same byte for byte",
  details: () => "  Journeys whose words were forgotten stay as they are. Safe to repeat, also while the portal runs.",
  examples: ["portal measure rebuild"],
  run: async (given, terminal) => {
    readCall(measureRebuild, given);
    const lines = new Map<string, (done: number) => void>();
    let readers = 0;
    await withPortal(terminal, (ctx) =>
      rebuildMeasures(ctx, (what, done, of) => {
        const line = lines.get(what) ?? progressOf(terminal.tell, `Rebuilding ${what}`, of);
        lines.set(what, line);
        line(done);
        if (what === "readers") readers = of;
      }),
    );
    terminal.say(`Journeys of ${readers.toLocaleString("en")} readers and all weeks are built anew.`);
    return 0;
  },
};
