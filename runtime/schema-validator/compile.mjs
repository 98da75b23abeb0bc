// @ts-check
// A schema as a function that validates. Each has an ajv of its own, so that no schema's $id means anything to another.
import { Ajv2020 } from 'ajv/dist/2020.js';
import MissingRefError from 'ajv/dist/compile/ref_error.js';
import addFormats from 'ajv-formats';

/** @typedef {import('ajv/dist/2020.js').ValidateFunction} Validator */
/** @typedef {import('./keywords.mjs').SchemaObject} SchemaObject */

/** @type {import('ajv/dist/2020.js').Options} */
const options = {
  allErrors: true,
  // What JSON Schema allows and ajv only finds untidy is no error; what would be ignored in silence is.
  strictSchema: true,
  strictNumbers: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowMatchingProperties: true,
  // `required: ["toString"]` asks for a property of the value, not of its prototype.
  ownProperties: true,
  // A definition is compiled once, however often it is named.
  inlineRefs: false,
  logger: false,
  // ajv follows it and yet does not know it.
  keywords: ['$anchor'],
};

/** Compiles a schema, which may name the official meta-schemas. @param {SchemaObject} schema @returns {Validator} */
export function compile(schema) {
  try {
    return create(false).compile(schema);
  } catch (error) {
    if (!isMissingReference(error)) {
      throw error;
    }
    return create(true).compile(schema);
  }
}

/** An ajv that knows the meta-schemas, to hold schemas to theirs. */
export function createForMetaSchema() {
  return create(true);
}

/** @param {unknown} error @returns {error is Error & { missingRef: string }} */
export function isMissingReference(error) {
  return error instanceof (/** @type {any} */ (MissingRefError).default ?? MissingRefError);
}

/** @param {boolean} meta */
function create(meta) {
  const ajv = new Ajv2020({ ...options, meta, validateSchema: false });
  /** @type {any} */ (addFormats)(ajv);
  return ajv;
}
