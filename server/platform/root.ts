import path from "node:path";

/** The folder that holds `server`, `views`, `knowledge` and the rest, wherever the portal is started from. */
export const root = path.resolve(import.meta.dirname, "../..");
