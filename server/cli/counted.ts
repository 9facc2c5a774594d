/** "1 ticket", "2,000 tickets". */
export const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
