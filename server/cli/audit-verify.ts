import { verifyTrail } from "#server/audit/verify.ts";
import { type Command, readCall } from "./command.ts";
import { counted } from "./counted.ts";
import { withPortal } from "./opening.ts";

export const auditVerify: Command = {
  name: "audit verify",
  usage: "",
  summary: "checks the chain of the audit trail and names the first broken link",
  examples: ["portal audit verify"],
  run: async (words, terminal) => {
    readCall(auditVerify, words);
    const { checked, broken } = await withPortal(terminal, verifyTrail);
    terminal.say(
      broken
        ? `Entry ${broken.seq}: ${broken.reason}.`
        : `${counted(checked, "entry", "entries")}: none was changed, none is missing.`,
    );
    return broken ? 1 : 0;
  },
};
