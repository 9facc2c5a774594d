let last: Promise<unknown> = Promise.resolve();

/**
 * Giving bytes a row and taking bytes away happen one after the other: else the same content could arrive again in the
 * moment in which it is swept away. Only the portal itself writes files, so one queue is enough.
 */
export function oneByOne<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = last.then(work, work);
  last = turn.catch(() => {});
  return turn;
}
