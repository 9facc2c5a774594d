import { examine, type Finding } from "#server/admin/health.ts";
import { type Command, readCall } from "./command.ts";
import { endingOf } from "./exit.ts";
import { withPortal } from "./opening.ts";

const SIGNS: Record<Finding["state"], string> = { fine: "ok    ", "worth a look": "look  ", broken: "broken" };

export const doctor: Command = {
  name: "doctor",
  usage: "[--json]",
  summary: "everything that could be wrong, in words; while the portal runs and when it does not",
  examples: ["portal doctor", "portal doctor --json"],
  run: async (words, terminal) => {
    const { values } = readCall(doctor, words, { options: { json: { type: "boolean", default: false } } });
    const findings = await withPortal(terminal, examine).catch(whatStoppedIt);
    if (values.json) terminal.say(JSON.stringify(findings, null, 2));
    else for (const { state, about, sentence } of findings) terminal.say(`${SIGNS[state]}  ${about}: ${sentence}`);
    return findings.some(({ state }) => state === "broken") ? 1 : 0;
  },
};

/** Data that cannot even be opened is what a doctor is called for. */
function whatStoppedIt(error: unknown): Finding[] {
  return [{ state: "broken", about: "Database", sentence: endingOf(error).sentence }];
}
