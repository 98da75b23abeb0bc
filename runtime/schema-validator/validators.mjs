// @ts-check
// The schemas that this worker has compiled, the most recently used of them.
import { compile } from './compile.mjs';

/** @typedef {import('./compile.mjs').Validator} Validator */

/** Schemas kept at most. */
const most = 100;

/** From the least recently used to the most. @type {Map<string, Validator>} */
const validators = new Map();

/** @param {string} key the schema's own: equal for equal texts alone @returns {Validator | undefined} */
export function find(key) {
  const validator = validators.get(key);
  if (validator !== undefined) {
    validators.delete(key);
    validators.set(key, validator);
  }
  return validator;
}

/** @param {string} key @param {import('./keywords.mjs').SchemaObject} schema @returns {Validator} */
export function add(key, schema) {
  const validator = compile(schema);
  validators.set(key, validator);
  if (validators.size > most) {
    validators.delete(/** @type {string} */ (validators.keys().next().value));
  }
  return validator;
}
