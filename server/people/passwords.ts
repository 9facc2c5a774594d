import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { busy } from "#server/platform/errors.ts";

// OWASP's stronger setting: 288 ms here, against 56 ms at the floor of 19 MiB.
const COST = { memory: 65_536, passes: 3, parallelism: 1 };
const TAG_BYTES = 32;

const AT_ONCE = 2;
const MOST_WAITING = 50;

/** Hashes a password into the PHC form, which carries its own settings. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, COST, TAG_BYTES);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Without a hash (nobody has this address, or no password yet) the same work is done and the answer is no. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash ?? "") ?? [];
  const cost = memory ? { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) } : COST;
  const expected = tag ? Buffer.from(tag, "base64") : randomBytes(TAG_BYTES);
  const found = await derive(password, salt ? Buffer.from(salt, "base64") : randomBytes(16), cost, expected.length);
  return timingSafeEqual(found, expected);
}

/** Whether this hash was made when less was asked of one: it is made anew while the password is at hand. */
export const isOutdated = (hash: string) =>
  !hash.startsWith(`$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$`);

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

let running = 0;
const waiting: (() => void)[] = [];

/** Two at a time: hashing shares its threads with files and DNS, which must go on. */
async function derive(password: string, nonce: Buffer, cost: typeof COST, tagLength: number): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw busy("Many people are signing in at once. Try again in a few seconds.");
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await new Promise((resolve, reject) =>
      argon2("argon2id", { message: Buffer.from(password), nonce, tagLength, ...cost }, (error, tag) =>
        error ? reject(error) : resolve(Buffer.from(tag)),
      ),
    );
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
