/** Older clients' names for today's fields. */
const ALIASES: Readonly<Record<string, string>> = {
  module: 'module_id',
  prompt: 'query',
  model: 'model_preference',
};

const toSnakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one place that accepts camelCase keys and older aliases. Only the top level is touched, so
 * `metadata` and messages stay as the caller wrote them. A key given under two names keeps the
 * value of the current name.
 */
export function normaliseInput(input: unknown): unknown {
  if (!isPlainObject(input)) return input;
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(input)) {
    const snake = toSnakeCase(key);
    const name = Object.hasOwn(ALIASES, snake) ? (ALIASES[snake] ?? snake) : snake;
    if (name === key || !Object.hasOwn(input, name)) kept.push([name, value]);
  }
  // Not by assignment: a key "__proto__" would become the prototype and lend its fields.
  return Object.fromEntries(kept);
}
