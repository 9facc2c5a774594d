import { auditVerify } from "./audit-verify.ts";
import { backup } from "./backup.ts";
import { calc } from "./calc.ts";
import type { Command } from "./command.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { helpCommand } from "./help.ts";
import { importHistory } from "./import.ts";
import { knowledgeCatalogue } from "./knowledge-catalogue.ts";
import { knowledgeCheck } from "./knowledge-check.ts";
import { knowledgeExport } from "./knowledge-export.ts";
import { knowledgeImport } from "./knowledge-import.ts";
import { knowledgeVerify } from "./knowledge-verify.ts";
import { measureRebuild } from "./measure-rebuild.ts";
import { reportDeflection } from "./report-deflection.ts";
import { restore } from "./restore.ts";
import { search } from "./search.ts";
import { seed } from "./seed.ts";
import { userAdd } from "./user-add.ts";

/** Every command there is, in the order of `portal help`. */
export const COMMANDS: readonly Command[] = [
  userAdd,
  knowledgeImport,
  knowledgeExport,
  knowledgeCheck,
  knowledgeVerify,
  knowledgeCatalogue,
  search,
  importHistory,
  reportDeflection,
  measureRebuild,
  calc,
  backup,
  restore,
  doctor,
  auditVerify,
  seed,
  demo,
  helpCommand(() => COMMANDS),
];
