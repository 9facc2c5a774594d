import { dictionary } from "@zxcvbn-ts/language-common";

const LEAST = 12;
const MOST_BYTES = 1024;
/** "sunshine2024!" is guessed right after "sunshine". */
const MOST_DRESSING = 8;

/** Nearly fifty thousand passwords out of breaches, most used first; and some that are long enough for us. */
const COMMON = new Set([
  ...dictionary["passwords-common"],
  ..."welcome letmein changeme correcthorsebatterystaple passw0rd p@ssw0rd secret firstline".split(" "),
]);

/** One that many people have, alone, over and over, or with a few figures and signs around it. */
function isCommon(lower: string): boolean {
  const [, core = "", tail = ""] = /^[^\p{L}]*(.*?)([^\p{L}]*)$/u.exec(lower) ?? [];
  const unit = /^(.+?)\1+$/u.exec(lower)?.[1];
  const isDressedUp = lower.length - core.length <= MOST_DRESSING && COMMON.has(core);
  return (
    COMMON.has(lower) || isDressedUp || (tail !== "" && COMMON.has(core + tail)) || (unit ? isCommon(unit) : false)
  );
}

/** What is wrong with a new password, or nothing. Every character counts as it is; there is no rule about kinds. */
export function passwordProblem(
  password: string,
  known: { email: string; name: string; organisation: string },
): string | null {
  if ([...password].length < LEAST) return `Use at least ${LEAST} characters; a few unrelated words are good.`;
  if (Buffer.byteLength(password) > MOST_BYTES) return `Use at most ${MOST_BYTES} bytes.`;
  const lower = password.toLowerCase();
  if (new Set(lower).size < 4 || isCommon(lower)) return "This password is among the first that guessers try.";
  const words = [known.email, known.email.split("@")[0], known.name, ...known.name.split(" "), known.organisation];
  const left = [...words, "firstline", "portal", "support"]
    .map((word) => word?.toLowerCase().trim() ?? "")
    .filter((word) => word.length >= 4)
    .reduce((rest, word) => rest.replaceAll(word, ""), lower);
  return left !== lower && left.length < 6 ? "Leave out your name, address and the name of the portal." : null;
}
