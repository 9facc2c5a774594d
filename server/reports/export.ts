export { csv } from "#server/http/csv.ts";
