/** How much a word counts by where it stands. `parts` are pieces of identifiers: they find more and prove little. */
export const FIELDS = {
  title: 4,
  errors: 2,
  terms: 2,
  headings: 1.2,
  summary: 1.5,
  body: 1,
  parts: 0.3,
  exact: 0.2,
} as const;

export type Field = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as Field[];
export const BOOSTS: readonly number[] = Object.values(FIELDS);

const PLACES = new Map(FIELD_NAMES.map((name, place) => [name, place]));
/** The number of a field in everything that is laid out by fields. */
export const fieldPlace = (field: Field): number => PLACES.get(field) ?? 0;

/** Those whose words stand in the text in this order. */
export const TEXT_FIELDS = ["title", "errors", "terms", "headings", "summary", "body"] as const;

/** lunr's own k1 and b. */
export const K1 = 1.2;
export const B = 0.75;
