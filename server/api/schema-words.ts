/** The part of JSON Schema that our own schemas come to. */
export type Schema = {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  format?: string;
  example?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
};

export type Field = { name: string; type: string; isRequired: boolean; says: string };

export const fieldsOf = ({ properties = {}, required = [] }: Schema): Field[] =>
  Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)));

export const fieldOf = (name: string, schema: Schema, isRequired: boolean): Field => ({
  ...{ name, isRequired, type: typeOf(schema) },
  says: [schema.description ?? "", limitsOf(schema)].filter(Boolean).join(". "),
});

/** "text", "whole number or null", "list of (slug, title)". */
function typeOf({ type, enum: words, anyOf, items, properties, format }: Schema): string {
  if (words) return words.map(String).join(" | ");
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (items) return `list of ${typeOf(items)}`;
  if (properties && Object.keys(properties).length > 0) return `(${Object.keys(properties).join(", ")})`;
  return [type ?? "object"]
    .flat()
    .map((one) => (format?.startsWith("date") && one === "string" ? "time" : (TYPE_NAMES[one] ?? one)))
    .join(" or ");
}

const TYPE_NAMES: Record<string, string> = { string: "text", integer: "whole number", boolean: "true or false" };

/** A limit nobody will meet only gets in the way of reading. */
const WORTH_SAYING = 100_000;

function limitsOf({ minimum, maximum, maxLength, maxItems, default: usual }: Schema): string {
  const limits = [
    minimum !== undefined && maximum !== undefined && maximum < WORTH_SAYING ? `${minimum} to ${maximum}` : "",
    maxLength === undefined ? "" : `up to ${maxLength} characters`,
    maxItems === undefined ? "" : `up to ${maxItems}`,
    usual === undefined ? "" : `${String(usual)} unless said`,
  ];
  return limits.filter(Boolean).join(", ");
}
