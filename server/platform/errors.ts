/** Something a person may not do, cannot find, or did too late: a status and a sentence for people. */
export class Refusal extends Error {
  readonly status: number;
  /** What the page offers instead, when there is something better than "go home". */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, sentence: string, retryAfterSeconds?: number) {
    super(sentence);
    this.name = "Refusal";
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Also for what exists but may not be seen: the two must not be told apart. */
export const notFound = (what = "page") => new Refusal(404, `There is no such ${what}, or it is not open to you.`);
export const forbidden = (sentence: string) => new Refusal(403, sentence);
export const tooLate = (sentence: string) => new Refusal(409, sentence);
export const badRequest = (sentence: string) => new Refusal(400, sentence);
export const tooLarge = (sentence: string) => new Refusal(413, sentence);
export const tooMany = (sentence: string, seconds: number) => new Refusal(429, sentence, seconds);
export const busy = (sentence = "The portal is busy. Try again in a few seconds.") => new Refusal(503, sentence, 5);

/** A setting, file or command line that is wrong: printed as one sentence, without a stack. */
export class Misuse extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode = 2) {
    super(sentence);
    this.name = "Misuse";
    this.exitCode = exitCode;
  }
}
