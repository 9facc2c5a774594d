const WORTH_SAYING = 1000;

/** Says what is going on when it takes longer than people wait without a word. */
export async function sayIfLong<Result>(
  say: (line: string) => void,
  line: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(() => say(line), WORTH_SAYING);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
