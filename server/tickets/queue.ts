export const PARTS = ["member", "lead"] as const;
export type Part = (typeof PARTS)[number];

/** Where a ticket lies that nothing else was said about. */
export const DEFAULT_QUEUE = 1;

export type Queue = { id: number; name: string; retiredAt: number | null };
export type Member = { queueId: number; personId: number; part: Part };

/** The queue of an address or a form; whatever else stands there is none. */
export const queueIn = (text: string): number | null => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : null);
