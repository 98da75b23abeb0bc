// @ts-check
// The keywords of JSON Schema 2020-12, and which of them hold further schemas. What is not here is unknown.

/** Keywords whose value is a schema, a list of schemas, or an object of schemas. @type {Record<string, 'one' | 'list' | 'map'>} */
const holders = {
  additionalProperties: 'one',
  allOf: 'list',
  anyOf: 'list',
  contains: 'one',
  contentSchema: 'one',
  $defs: 'map',
  definitions: 'map',
  dependencies: 'map',
  dependentSchemas: 'map',
  else: 'one',
  if: 'one',
  items: 'one',
  not: 'one',
  oneOf: 'list',
  patternProperties: 'map',
  prefixItems: 'list',
  properties: 'map',
  propertyNames: 'one',
  then: 'one',
  unevaluatedItems: 'one',
  unevaluatedProperties: 'one',
};

const holderKinds = new Map(Object.entries(holders));

const others = new Set([
  '$anchor', '$comment', '$dynamicAnchor', '$dynamicRef', '$id', '$ref', '$schema', '$vocabulary',
  'const', 'contentEncoding', 'contentMediaType', 'default', 'dependentRequired', 'deprecated', 'description', 'enum', 'examples',
  'exclusiveMaximum', 'exclusiveMinimum', 'format', 'maxContains', 'maxItems', 'maxLength', 'maxProperties', 'maximum', 'minContains',
  'minItems', 'minLength', 'minProperties', 'minimum', 'multipleOf', 'pattern', 'readOnly', 'required', 'title', 'type', 'uniqueItems',
  'writeOnly',
]);

/** The one dialect there is. */
export const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** @param {string} keyword */
export function isKnown(keyword) {
  return holderKinds.has(keyword) || others.has(keyword);
}

/** Whether the value is an object whose names are the schema author's. @param {string} keyword */
export function namesMembers(keyword) {
  return holderKinds.get(keyword) === 'map' || keyword === 'dependentRequired';
}

/** @typedef {Record<string, unknown>} SchemaObject */
/** @typedef {{ pointer: string, schema: SchemaObject }} Place a schema and where it stands, as a JSON Pointer */

/** Every schema that is an object, the outermost first. @param {SchemaObject} root @returns {Generator<Place>} */
export function* walk(root) {
  /** @type {Place[]} */
  const left = [{ pointer: '', schema: root }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    yield place;
    const { pointer, schema } = place;
    left.push(...Object.keys(schema).flatMap((keyword) => held(keyword, schema[keyword], pointer)).reverse());
  }
}

/** The schema itself, with `true` for every schema in it. @param {SchemaObject} schema @returns {SchemaObject} */
export function hollow(schema) {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, hollowed(holderKinds.get(keyword), value)]));
}

/** @param {string} pointer @param {string | number} part */
export function below(pointer, part) {
  return `${pointer}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** @param {unknown} value @returns {value is SchemaObject} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {string} keyword @param {unknown} value @param {string} pointer @returns {Place[]} */
function held(keyword, value, pointer) {
  const here = below(pointer, keyword);
  switch (holderKinds.get(keyword)) {
    case 'one':
      return isObject(value) ? [{ pointer: here, schema: value }] : [];
    case 'list':
      return Array.isArray(value) ? value.flatMap((item, index) => isObject(item) ? [{ pointer: below(here, index), schema: item }] : []) : [];
    case 'map':
      return isObject(value) ? Object.entries(value).flatMap(([name, item]) => isObject(item) ? [{ pointer: below(here, name), schema: item }] : []) : [];
    default:
      return [];
  }
}

/** @param {'one' | 'list' | 'map' | undefined} kind @param {unknown} value */
function hollowed(kind, value) {
  switch (kind) {
    case 'one':
      return isObject(value) ? true : value;
    case 'list':
      return Array.isArray(value) ? value.map((item) => isObject(item) ? true : item) : value;
    case 'map':
      return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, isObject(item) ? true : item])) : value;
    default:
      return value;
  }
}
