import type { Command } from "./command.ts";

/** Every command by its name, in the order of `portal help`. Loaded when it is called: none pays for the others. */
const LOADERS: Record<string, () => Promise<Command>> = {
  "user add": async () => (await import("./user-add.ts")).userAdd,
  "knowledge import": async () => (await import("./knowledge-import.ts")).knowledgeImport,
  "knowledge export": async () => (await import("./knowledge-export.ts")).knowledgeExport,
  "knowledge check": async () => (await import("./knowledge-check.ts")).knowledgeCheck,
  "knowledge verify": async () => (await import("./knowledge-verify.ts")).knowledgeVerify,
  "knowledge catalogue": async () => (await import("./knowledge-catalogue.ts")).knowledgeCatalogue,
  search: async () => (await import("./search.ts")).search,
  import: async () => (await import("./import.ts")).importHistory,
  "report deflection": async () => (await import("./report-deflection.ts")).reportDeflection,
  "measure rebuild": async () => (await import("./measure-rebuild.ts")).measureRebuild,
  calc: async () => (await import("./calc.ts")).calc,
  rehearse: async () => (await import("./rehearse.ts")).rehearseCommand,
  replay: async () => (await import("./replay.ts")).replayCommand,
  backup: async () => (await import("./backup.ts")).backup,
  restore: async () => (await import("./restore.ts")).restore,
  doctor: async () => (await import("./doctor.ts")).doctor,
  "audit verify": async () => (await import("./audit-verify.ts")).auditVerify,
  seed: async () => (await import("./seed.ts")).seed,
  demo: async () => (await import("./demo.ts")).demo,
  help: async () => (await import("./help.ts")).help,
};

export const commandNames: readonly string[] = Object.keys(LOADERS);

export const loadCommand = (name: string): Promise<Command> | undefined =>
  Object.hasOwn(LOADERS, name) ? LOADERS[name]?.() : undefined;

export const allCommands = (): Promise<Command[]> => Promise.all(Object.values(LOADERS).map((load) => load()));
