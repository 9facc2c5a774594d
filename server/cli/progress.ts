import { statSync } from "node:fs";

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

const LARGE = 100 * 1024 ** 2;

/** Said beforehand where the work cannot be interrupted to say it. */
export function tellIfLarge(tell: (line: string) => void, what: string, file: string): void {
  const { size } = statSync(file);
  if (size > LARGE) tell(`${what} ${Math.round(size / 1024 ** 2).toLocaleString("en")} MB.`);
}
