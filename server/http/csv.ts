import { stringify } from "csv-stringify/sync";

export type Cell = string | number | null;

/** A file for a spreadsheet. What would be run as a formula there is turned into text. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return stringify([head, ...rows] as Cell[][], { escape_formulas: true, bom: true, record_delimiter: "windows" });
}

/** More of the same file. */
export const csvRows = (rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0 ? "" : stringify(rows as Cell[][], { escape_formulas: true, record_delimiter: "windows" });
