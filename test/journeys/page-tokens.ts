/** What the page of an article was signed with. */
export const pageTokenIn = (markup: string): string => /data-page="([^"]+)"/.exec(markup)?.[1] ?? "";
