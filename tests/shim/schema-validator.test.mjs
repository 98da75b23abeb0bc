// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../../runtime/schema-validator/main.mjs';

let keys = 0;

/** @param {any} schema @returns {any} */
function check(schema) {
  return handler({ body: /** @type {any} */ ({ check: schema }) }).body;
}

/** @param {any} schema @param {unknown} data @returns {any} */
function validate(schema, data) {
  return handler({ body: { key: `key ${keys++}`, schema, data } }).body;
}

/** Schemas of each kind that JSON Schema 2020-12 has, with values that are valid and values that are not. @type {[name: string, schema: object, valid: unknown[], invalid: unknown[]][]} */
const samples = [
  ['type', { type: 'integer' }, [1, 1.0, -3], [1.5, '1', null, true, [], {}]],
  ['a list of types', { type: ['string', 'null'] }, ['', null], [0, {}]],
  ['enum', { enum: [1, 'a', null, { b: [2] }] }, [1, 'a', null, { b: [2] }], ['1', { b: [3] }, []]],
  ['const', { const: { a: [1, 2], b: null } }, [{ b: null, a: [1, 2] }], [{ a: [2, 1], b: null }, {}]],
  ['bounds of numbers', { minimum: 1, exclusiveMaximum: 5, multipleOf: 0.5 }, [1, 4.5, 'no number'], [0.5, 5, 1.25]],
  ['length in characters, not code units', { maxLength: 2 }, ['😀😀', 'ab'], ['😀😀😀']],
  ['pattern, unanchored', { pattern: 'b+' }, ['abba', 1], ['aca']],
  ['properties say nothing of what is no object', { properties: { a: { type: 'string' } } }, [{ a: '' }, {}, [], 'text', null], [{ a: 1 }]],
  ['required', { required: ['a'] }, [{ a: null }, []], [{}, { b: 1 }]],
  ['required names of every prototype', { required: ['toString', 'constructor', 'length'] }, [JSON.parse('{"toString":1,"constructor":1,"length":1}')], [{}]],
  ['additionalProperties, beside patterns', { properties: { a: {} }, patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
    [{ a: 1, 'x-y': 2 }], [{ b: 1 }, { 'x-y': 'text' }]],
  ['propertyNames', { propertyNames: { pattern: '^[a-z]+$' } }, [{ abc: 1 }, {}], [{ A: 1 }]],
  ['bounds of objects', { minProperties: 1, maxProperties: 2 }, [{ a: 1 }, [1, 2, 3]], [{}, { a: 1, b: 2, c: 3 }]],
  ['dependentRequired and dependentSchemas', { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } },
    [{}, { a: 1, b: 1 }, { c: 1, d: 1 }], [{ a: 1 }, { c: 1 }]],
  ['prefixItems and items', { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }, [['a', 1], ['a'], []], [['a', 1, 2], [1]]],
  ['contains with bounds', { contains: { type: 'string' }, minContains: 2, maxContains: 3 }, [['a', 'b', 1]], [['a'], ['a', 'b', 'c', 'd']]],
  ['uniqueItems, by value', { uniqueItems: true }, [[1, '1', { a: 1 }, { a: 2 }]], [[{ a: 1, b: 2 }, { b: 2, a: 1 }], [1, 1.0]]],
  ['allOf, anyOf, oneOf, not', { allOf: [{ type: 'number' }], anyOf: [{ minimum: 5 }, { maximum: 1 }], oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }], not: { const: 8 } },
    [10, 9, 0.0 - 2], [3, 6, 8, 'text', 7]],
  ['if, then, else', { if: { properties: { kind: { const: 'card' } }, required: ['kind'] }, then: { required: ['number'] }, else: { required: ['iban'] } },
    [{ kind: 'card', number: 1 }, { iban: 1 }], [{ kind: 'card', iban: 1 }, { kind: 'other' }]],
  ['$ref beside other keywords', { $defs: { name: { type: 'string' } }, properties: { a: { $ref: '#/$defs/name', maxLength: 3 } } }, [{ a: 'abc' }], [{ a: 1 }, { a: 'abcd' }]],
  ['$ref with escapes in its pointer', { $defs: { 'a/b~c%': { type: 'number' } }, $ref: '#/$defs/a~1b~0c%25' }, [1], ['text']],
  ['$ref that recurs', { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#' } } }, additionalProperties: false },
    [{ kids: [{ kids: [] }, {}] }], [{ kids: [{ kids: [{ other: 1 }] }] }]],
  ['$anchor', { $defs: { a: { $anchor: 'name', type: 'string' } }, $ref: '#name' }, ['text'], [1]],
  ['$id within', { $id: 'https://example.com/root', $defs: { b: { $id: 'b', type: 'string' } }, properties: { x: { $ref: 'b' } } }, [{ x: 'text' }], [{ x: 1 }]],
  ['$dynamicRef to the root', { $dynamicAnchor: 'node', type: 'object', properties: { kid: { $dynamicRef: '#node' } } }, [{ kid: { kid: {} } }], [{ kid: { kid: 1 } }]],
  ['unevaluatedProperties through allOf', { allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, [{ a: 1 }], [{ b: 1 }]],
  ['unevaluatedItems', { prefixItems: [true], unevaluatedItems: false }, [[1]], [[1, 2]]],
  ['formats are held to', { anyOf: [{ format: 'email' }, { format: 'date-time' }, { format: 'uuid' }, { format: 'ipv4' }, { format: 'uri' }] },
    ['ada@example.com', '2026-01-31T12:00:00Z', '0f8fad5b-d9cb-469f-a165-70867728950e', '10.0.0.1', 'https://example.com/a', 5], ['nothing of these']],
  ['annotations', { title: 't', description: 'd', default: 1, examples: [2], deprecated: true, readOnly: true, writeOnly: false, $comment: 'c' }, [1, null, {}], []],
  ['older spellings', { definitions: { a: { type: 'string' } }, properties: { a: { $ref: '#/definitions/a' } }, dependencies: { b: ['a'] } }, [{ a: '' }, {}], [{ a: 1 }, { b: 1 }]],
  ['the meta-schema', { $ref: 'https://json-schema.org/draft/2020-12/schema' }, [{ type: 'string' }, true], [{ type: 'text' }, 5]],
  ['true and false as schemas', { properties: { yes: true, no: false } }, [{ yes: 1 }], [{ no: 1 }]],
];

for (const [name, schema, valid, invalid] of samples) {
  test(`JSON Schema means what it says: ${name}`, () => {
    assert.deepEqual(check(schema), { fits: true });
    for (const value of valid) {
      assert.deepEqual(validate(schema, value), { valid: true, errors: [] }, JSON.stringify(value));
    }
    for (const value of invalid) {
      const verdict = validate(schema, value);
      assert.equal(verdict.valid, false, JSON.stringify(value));
      assert.notEqual(verdict.errors.length, 0);
    }
  });
}

/** Schemas that are refused, the place that is named, and words of the reason. @type {[name: string, schema: string, path: string, message: RegExp][]} */
const refused = [
  ['an unknown keyword', '{"properties":{"age":{"minimun":3}}}', '/properties/age', /^unknown keyword "minimun"$/],
  ['an unknown keyword below each holder', '{"allOf":[{"not":{"prefixItems":[{},{"items":{"nope":1}}]}}]}', '/allOf/0/not/prefixItems/1/items', /nope/],
  ['an unknown keyword in a schema for content', '{"contentSchema":{"nope":1}}', '/contentSchema', /nope/],
  ['keywords that only ajv knows', '{"$async":true}', '', /unknown keyword "\$async"/],
  ['keywords of OpenAPI', '{"properties":{"a":{"type":"string","nullable":true}}}', '/properties/a', /nullable/],
  ['a type that there is not', '{"properties":{"a/b~c":{"type":"text"}}}', '/properties/a~1b~0c/type', /must be equal to one of the allowed values/],
  ['a keyword of the wrong type', '{"properties":{"a":{"required":"b"}}}', '/properties/a/required', /must be array/],
  ['a pattern that is none', '{"properties":{"a":{"pattern":"(("}}}', '/properties/a', /Invalid regular expression/],
  ['a pattern property that is none', '{"patternProperties":{"(":{}}}', '', /Invalid regular expression/],
  ['an unknown format', '{"items":{"format":"postcode"}}', '/items', /^unknown format "postcode"$/],
  ['a reference to another address', '{"properties":{"a":{"$ref":"https://example.com/x.json"}}}', '/properties/a/$ref', /nothing is fetched/],
  ['a reference to nowhere', '{"anyOf":[{"$ref":"#/$defs/none"}]}', '/anyOf/0/$ref', /which is not in this schema/],
  ['a dynamic reference to anything but the root', '{"properties":{"a":{"$dynamicRef":"#x"},"b":{"$dynamicAnchor":"x"}}}', '/properties/a/$dynamicRef', /use \$ref/],
  ['another dialect', '{"$schema":"http://json-schema.org/draft-07/schema#"}', '/$schema', /2020-12/],
  ['another dialect within', '{"$defs":{"a":{"$id":"a","$schema":"https://json-schema.org/draft/2019-09/schema"}}}', '/$defs/a/$schema', /2020-12/],
  ['items as a list, as it was in older drafts', '{"items":[{}]}', '/items', /must be object,boolean/],
  ['what would be ignored', '{"properties":{"a":{"if":{"type":"string"}}}}', '/properties/a', /ignored/],
  ['rules for __proto__, which would be skipped', '{"properties":{"__proto__":{"type":"string"}}}', '/properties', /__proto__/],
  ['one $id twice', '{"$defs":{"a":{"$id":"http://x/y"},"b":{"$id":"http://x/y","type":"string"}}}', '', /more than one schema/],
  ['a schema that is no object', '[]', '', /must be an object/],
  ['true, which holds everything', 'true', '', /must be an object/],
];

for (const [name, schema, path, message] of refused) {
  test(`a schema is refused, and the place named: ${name}`, () => {
    const answer = check(JSON.parse(schema));
    assert.equal(answer.fits, false);
    assert.equal(answer.path, path);
    assert.match(answer.message, message);
  });
}

test('errors name their place as a JSON Pointer, and what the place does not say', () => {
  const schema = { type: 'object', properties: { 'a/b': { items: { enum: ['x', 1] } }, c: { const: 'y' } }, required: ['d'], additionalProperties: false };

  assert.deepEqual(validate(schema, { 'a/b': ['x', 2], c: 1, e: 1 }), {
    valid: false,
    errors: [
      { path: '', message: "must have required property 'd'" },
      { path: '', message: 'must NOT have additional properties: "e"' },
      { path: '/a~1b/1', message: 'must be equal to one of the allowed values: "x",1' },
      { path: '/c', message: 'must be equal to constant: "y"' },
    ],
  });
});

test('at most a hundred errors are told, each of bounded length and well-formed', () => {
  const many = validate({ items: { type: 'string' } }, Array(5000).fill(0));
  assert.equal(many.errors.length, 100);

  const [long] = validate({ additionalProperties: false }, { ['\ud800'.repeat(5000)]: 1 }).errors;
  assert.ok(long.message.length <= 300 && long.message.isWellFormed());
  const [deep] = validate({ additionalProperties: { type: 'string' } }, { ['\ud800'.repeat(5000)]: 1 }).errors;
  assert.ok(deep.path.length <= 2000 && deep.path.isWellFormed());

  const fault = check({ properties: { ['a'.repeat(3000)]: { pattern: `(${'b'.repeat(3000)}` } } });
  assert.equal(fault.fits, false);
  assert.ok(fault.path.length <= 2000 && fault.message.length <= 300);
});

test('a circle of references and a value that is too deep are told, and the next is validated', () => {
  assert.deepEqual(check({ $ref: '#' }), { fits: true });
  assert.deepEqual(validate({ allOf: [{ $ref: '#' }] }, 1), { tooDeep: true });
  assert.deepEqual(validate({ type: 'number' }, 1), { valid: true, errors: [] });
});

test('a schema means nothing to another of the same $id', () => {
  const id = 'https://example.com/same';

  assert.equal(validate({ $id: id, type: 'string' }, 1).valid, false);
  assert.equal(validate({ $id: id, type: 'number' }, 1).valid, true);
});

test('a schema is asked for when it is unknown, kept, and given up for those used since', () => {
  const ask = (/** @type {string} */ key, /** @type {any} */ schema) => /** @type {any} */ (handler({ body: { key, data: 1, ...schema && { schema } } }).body);
  assert.deepEqual(ask('first', undefined), { unknown: true });
  assert.equal(ask('first', { type: 'string' }).valid, false);
  assert.equal(ask('first', undefined).valid, false);

  for (let i = 0; i < 99; i++) {
    ask(`other ${i}`, { type: 'number' });
    ask('first', undefined);
  }
  assert.equal(ask('first', undefined).valid, false, 'it was used all the time');
  for (let i = 0; i < 100; i++) {
    ask(`another ${i}`, { type: 'number' });
  }
  assert.deepEqual(ask('first', undefined), { unknown: true });
});
