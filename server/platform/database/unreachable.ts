/** Nobody there, no such name, too slow, wrong password, no such database. */
const CODES = ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "28P01", "28000", "3D000"];

/** The database server could not be reached at all; nothing was asked of it yet. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof Error && "code" in error && CODES.includes(String(error.code));
