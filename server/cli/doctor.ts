import { existsSync } from "node:fs";
import path from "node:path";
import { examine, type Finding } from "#server/admin/health.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { type Command, readCall, type Terminal } from "./command.ts";
import { counted } from "./counted.ts";
import { endingOf } from "./exit.ts";
import { isRunning, stepsWaiting, withPortal } from "./opening.ts";

const SIGNS: Record<Finding["state"], string> = { fine: "ok    ", "worth a look": "look  ", broken: "broken" };

export const doctor: Command = {
  name: "doctor",
  usage: "[--json]",
  summary: "everything that could be wrong, in words; while the portal runs and when it does not",
  examples: ["portal doctor", "portal doctor --json"],
  run: async (words, terminal) => {
    const { values } = readCall(doctor, words, { options: { json: { type: "boolean", default: false } } });
    const findings = await look(terminal).catch(whatStoppedIt);
    if (values.json) terminal.say(JSON.stringify(findings, null, 2));
    else for (const { state, about, sentence } of findings) terminal.say(`${SIGNS[state]}  ${about}: ${sentence}`);
    return findings.some(({ state }) => state === "broken") ? 1 : 0;
  },
};

/** A doctor looks and changes nothing: data that waits for an update, or is not there yet, is left as it is. */
async function look(terminal: Terminal): Promise<Finding[]> {
  const config = terminal.config();
  const file = path.join(config.dataDir, DATABASE_FILE);
  if (!config.databaseUrl && !existsSync(file))
    return [finding("worth a look", "Database", `There is none in ${config.dataDir} yet. The first start makes it.`)];
  const steps = await stepsWaiting(config);
  if (steps > 0)
    return [
      finding(
        "worth a look",
        "Database",
        `It waits for an update of ${counted(steps, "step")}. The next start makes it.`,
      ),
    ];
  const running = isRunning(config) ? "The portal runs." : "The portal does not run. Start it with npm start.";
  return [finding("fine", "Portal", running), ...(await withPortal(terminal, examine))];
}

const finding = (state: Finding["state"], about: string, sentence: string): Finding => ({ state, about, sentence });

/** Data that cannot even be opened is what a doctor is called for. */
function whatStoppedIt(error: unknown): Finding[] {
  const { sentence, exitCode } = endingOf(error);
  return [finding("broken", exitCode === 2 ? "Settings" : "Database", sentence)];
}
