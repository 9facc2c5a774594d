const WORTH_SAYING = 1000;

/** A line a second, and none when it is done before. */
export function progressOf(tell: (line: string) => void, what: string, whole: number): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < WORTH_SAYING) return;
    last = performance.now();
    tell(`${what}: ${Math.min(done, whole).toLocaleString("en")} of ${whole.toLocaleString("en")}.`);
  };
}
