import { auditVerify } from "./audit-verify.ts";
import { calc } from "./calc.ts";
import type { Command } from "./command.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { helpCommand } from "./help.ts";
import { knowledgeCheck } from "./knowledge-check.ts";
import { knowledgeExport } from "./knowledge-export.ts";
import { knowledgeImport } from "./knowledge-import.ts";
import { search } from "./search.ts";
import { seed } from "./seed.ts";
import { userAdd } from "./user-add.ts";

/** Every command there is, in the order of `portal help`. */
export const COMMANDS: readonly Command[] = [
  userAdd,
  knowledgeImport,
  knowledgeExport,
  knowledgeCheck,
  search,
  calc,
  doctor,
  auditVerify,
  seed,
  demo,
  helpCommand(() => COMMANDS),
];
