interface Native { parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown; rawJSON?(text: string): unknown }

const native = JSON as Native;

/**
 * Parses JSON so that JSON.stringify writes every number as it stood there, also those that are longer than a number of JavaScript.
 * A browser that cannot keep them rounds them, as JSON.parse does.
 */
export function parseExactly(text: string): unknown {
  return native.parse(text, (_, value, context) =>
    typeof value === 'number' && context?.source !== undefined && native.rawJSON && String(value) !== context.source ? native.rawJSON(context.source) : value);
}

/** What a JSON text says. Throws what a person can mend by. */
export function readJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    throw new Error(`This is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function indent(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
