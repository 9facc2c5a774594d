const LEAST = 12;
const MOST_BYTES = 1024;

/** Long passwords people still choose first; a guesser tries these before anything else. */
const COMMON = new Set(
  `123456789012 1234567890123 12345678901234 123456789123 password1234 password12345 password123456 passwordpassword
  qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwerty123456 qwertyqwerty 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3
  iloveyou1234 iloveyouforever letmein12345 welcome12345 welcome123456 administrator administrator1 administrator123 adminadmin12
  adminadminadmin changeme1234 changemechangeme abcdefghijkl abcdefghijklm abcd1234abcd abc123abc123 aaaaaaaaaaaa 000000000000
  111111111111 112233445566 121212121212 123123123123 987654321012 999999999999 q1w2e3r4t5y6 trustno1trustno1 sunshine1234
  football1234 baseball1234 monkey123456 dragon123456 superman1234 correcthorsebatterystaple p@ssw0rd1234 passw0rd1234 secretsecret`
    .split(/\s+/)
    .filter(Boolean),
);

/** What is wrong with a new password, or nothing. Every character counts as it is; there is no rule about kinds. */
export function passwordProblem(
  password: string,
  known: { email: string; name: string; organisation: string },
): string | null {
  if ([...password].length < LEAST) return `Use at least ${LEAST} characters; a few unrelated words are good.`;
  if (Buffer.byteLength(password) > MOST_BYTES) return `Use at most ${MOST_BYTES} bytes.`;
  const lower = password.toLowerCase();
  if (COMMON.has(lower) || new Set(lower).size < 4) return "This password is among the first that guessers try.";
  const words = [known.email, known.email.split("@")[0], known.name, known.organisation, "firstline", "portal"];
  const given = words
    .map((word) => word?.toLowerCase().trim() ?? "")
    .find((word) => word.length >= 4 && lower.replaceAll(word, "").length < 6);
  return given ? "Leave out your name, address and the name of the portal." : null;
}
