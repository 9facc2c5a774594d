import { verifyTrail } from "#server/audit/verify.ts";
import { type Command, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";

export const auditVerify: Command = {
  name: "audit verify",
  usage: "",
  summary: "checks the chain of the audit trail and names the first broken link",
  examples: ["portal audit verify"],
  run: async (words, terminal) => {
    readCall(auditVerify, words);
    const { checked, broken } = await withPortal(terminal, verifyTrail);
    terminal.say(broken ? `Entry ${broken.seq}: ${broken.reason}.` : `All ${checked} entries follow each other.`);
    return broken ? 1 : 0;
  },
};
