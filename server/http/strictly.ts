/** Known to be asked of any value by the language itself. */
const ASKED_BY_LANGUAGE = new Set<PropertyKey>(["then", "toJSON", "toString", "valueOf", "constructor", "length"]);

/** Outside production a template that reads a field its page does not have is an error, not an empty place. */
export function strictly<T>(value: T, name: string): T {
  if (
    typeof value !== "object" ||
    value === null ||
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set
  )
    return value;
  return new Proxy(value, {
    get(target, key) {
      const found = Reflect.get(target, key);
      if (
        found === undefined &&
        typeof key === "string" &&
        !(key in target) &&
        !ASKED_BY_LANGUAGE.has(key) &&
        !Array.isArray(target)
      ) {
        throw new Error(`${name} has no field "${key}"`);
      }
      // What is wrong with a form is asked field by field; most fields are right.
      if (key === "errors") return found;
      return typeof found === "function" ? found : strictly(found, `${name}.${String(key)}`);
    },
  });
}
