// @ts-check
// The schema validator: a program that the server runs in a worker, walled off like any function.
import { findFault } from './check.mjs';
import { describe, tell } from './describe.mjs';
import { add, find } from './validators.mjs';

/** Errors told of at most. */
const mostErrors = 100;

/**
 * `{check: schema}` asks whether a schema may be kept; `{key, data, schema?}` whether a value is valid. The schema goes along only after
 * the answer `{unknown: true}`.
 * @param {{ body: { check?: unknown, key: string, schema?: Record<string, unknown>, data: unknown } }} request
 */
export function handler({ body }) {
  try {
    return answer('check' in body ? check(body.check) : validate(body));
  } catch (error) {
    if (error instanceof RangeError) {
      // The stack: a value, a schema or a circle of references is too deep.
      return answer({ tooDeep: true });
    }
    throw error;
  }
}

/** @param {unknown} schema */
function check(schema) {
  const fault = findFault(schema);
  return fault === undefined ? { fits: true } : { fits: false, ...tell(fault.path, fault.message) };
}

/** @param {{ key: string, schema?: Record<string, unknown>, data: unknown }} body */
function validate({ key, schema, data }) {
  const validator = find(key) ?? (schema === undefined ? undefined : add(key, schema));
  if (validator === undefined) {
    return { unknown: true };
  }
  const valid = validator(data);
  const errors = validator.errors ?? [];
  validator.errors = null;
  return { valid, errors: errors.slice(0, mostErrors).map((error) => tell(error.instancePath, describe(error))) };
}

/** @param {object} body */
function answer(body) {
  return { statusCode: 200, body };
}
