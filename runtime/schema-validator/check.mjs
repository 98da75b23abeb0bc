// @ts-check
// Whether a schema may be kept: all of it known and meant, each reference within it. The first fault names its place.
import { compile, createForMetaSchema, isMissingReference } from './compile.mjs';
import { describe } from './describe.mjs';
import { below, dialect, hollow, isKnown, isObject, namesMembers, walk } from './keywords.mjs';

/** @typedef {import('./keywords.mjs').SchemaObject} SchemaObject */
/** @typedef {{ path: string, message: string }} Fault where in the schema, as a JSON Pointer, and what */

/** @type {ReturnType<typeof createForMetaSchema> | undefined} */
let metaAjv;

/** @param {unknown} schema @returns {Fault | undefined} */
export function findFault(schema) {
  if (!isObject(schema)) {
    return { path: '', message: 'must be an object' };
  }
  return findUnknown(schema) ?? findMisshapen(schema) ?? findUncompilable(schema);
}

/** @param {SchemaObject} root @returns {Fault | undefined} */
function findUnknown(root) {
  for (const { pointer, schema } of walk(root)) {
    const keywords = Object.keys(schema);
    const unknown = keywords.find((keyword) => !isKnown(keyword));
    if (unknown !== undefined) {
      return { path: pointer, message: `unknown keyword ${JSON.stringify(unknown)}` };
    }
    const { $schema, $dynamicRef } = schema;
    if ($schema !== undefined && $schema !== dialect && $schema !== `${dialect}#`) {
      return { path: below(pointer, '$schema'), message: `must be ${JSON.stringify(dialect)}, the only dialect there is here` };
    }
    // ajv follows no other, and takes it for nothing.
    if (typeof $dynamicRef === 'string' && $dynamicRef !== `#${root.$dynamicAnchor}`) {
      return { path: below(pointer, '$dynamicRef'), message: 'can lead only to the $dynamicAnchor of the whole schema; use $ref' };
    }
    // ajv skips the name, and a rule that is not applied is worse than none.
    const skipped = keywords.find((keyword) => namesMembers(keyword) && isObject(schema[keyword]) && Object.hasOwn(schema[keyword], '__proto__'));
    if (skipped !== undefined) {
      return { path: below(pointer, skipped), message: 'cannot say anything of a property "__proto__"' };
    }
  }
  return undefined;
}

/** Holds it to the official meta-schema. @param {SchemaObject} schema @returns {Fault | undefined} */
function findMisshapen(schema) {
  metaAjv ??= createForMetaSchema();
  if (metaAjv.validateSchema(schema)) {
    return undefined;
  }
  // The deepest place says most: the others are about what holds it.
  const errors = [...metaAjv.errors ?? []].sort((left, right) => right.instancePath.length - left.instancePath.length);
  return errors.length === 0 ? { path: '', message: 'is no JSON Schema' } : { path: errors[0].instancePath, message: describe(errors[0]) };
}

/** @param {SchemaObject} schema @returns {Fault | undefined} */
function findUncompilable(schema) {
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return isMissingReference(error) ? findReference(schema, error) : { path: placeOf(schema, messageOf(error)), message: messageOf(error) };
  }
}

/** @param {SchemaObject} root @param {Error & { missingRef: string }} error @returns {Fault} */
function findReference(root, error) {
  for (const { pointer, schema } of walk(root)) {
    for (const keyword of ['$ref', '$dynamicRef']) {
      const reference = schema[keyword];
      if (typeof reference === 'string' && (error.message.includes(`reference ${reference} `) || reference === error.missingRef)) {
        return { path: below(pointer, keyword), message: `leads to ${JSON.stringify(reference)}, which is not in this schema; nothing is fetched` };
      }
    }
  }
  return { path: '', message: error.message };
}

/** The place whose schema fails by itself in the same way. @param {SchemaObject} root @param {string} message */
function placeOf(root, message) {
  for (const { pointer, schema } of walk(root)) {
    const { $ref, $dynamicRef, $id, ...rest } = hollow(schema);
    try {
      compile(rest);
    } catch (error) {
      if (messageOf(error) === message) {
        return pointer;
      }
    }
  }
  return '';
}

/** @param {unknown} error */
function messageOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  // ajv gives the place of some faults itself, counted from where it stood.
  return message.replace(/^strict mode: /, '').replace(/ ignored in schema at path "[^"]*"$/, '');
}
