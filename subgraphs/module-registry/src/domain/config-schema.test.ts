import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@supergraph/kernel/errors';
import { checkConfig, checkConfigSchema } from './config-schema.js';
import type { JsonObject } from './json.js';

const objectOf = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });

describe('checkConfigSchema', () => {
  it.each<[string, JsonObject]>([
    ['an empty object', { type: 'object' }],
    ['a reference into itself', objectOf({ a: { $ref: '#/$defs/name' } }, { $defs: { name: { type: 'string' } } })],
    ['its dialect', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }],
    ['known formats', objectOf({ mail: { type: 'string', format: 'email' }, day: { type: 'string', format: 'date' } })],
    ['annotations', objectOf({ token: { type: 'string', title: 'Token', writeOnly: true, default: '', examples: ['x'] } })],
    ['several types', objectOf({ limit: { type: ['integer', 'null'] } })],
    ['a property that is named like a keyword', objectOf({ pattern: { type: 'string' }, $ref: { type: 'string' } })],
  ])('takes %s', (_what, schema) => {
    expect(checkConfigSchema(schema, 'input', 'configSchema')).toEqual(schema);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'text', 'must be a JSON object'],
    ['a schema of something else', { type: 'array' }, 'must describe an object'],
    ['an unknown keyword', objectOf({ a: { type: 'string', maxLenght: 3 } }), 'unknown keyword'],
    ['an unknown format', objectOf({ a: { type: 'string', format: 'colour' } }), 'unknown format'],
    ['a wrong keyword value', objectOf({ a: { type: 'string', maxLength: '3' } }), 'not valid'],
    ['a remote reference', objectOf({ a: { $ref: 'https://example.com/schema' } }), 'into the schema itself'],
    ['a reference to a file', objectOf({ a: { $ref: 'other.json#/a' } }), 'into the schema itself'],
    ['a dangling reference', objectOf({ a: { $ref: '#/$defs/nothing' } }), 'not valid'],
    ['an identifier', { $id: 'https://example.com/mine', type: 'object' }, 'not supported'],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }, 'dialect'],
    ['a pattern that can hang', objectOf({ a: { type: 'string', pattern: '(a+)+$' } }), 'may hang'],
    ['a property pattern that can hang', { type: 'object', patternProperties: { '(a+)+$': { type: 'string' } } }, 'may hang'],
    ['too much', objectOf({ a: { type: 'string', description: 'x'.repeat(70_000) } }), 'larger than'],
  ])('refuses %s', (_what, schema, message) => {
    expect(() => checkConfigSchema(schema, 'input', 'configSchema')).toThrow(
      expect.objectContaining({ code: 'INVALID', field: ['input', 'configSchema'], message: expect.stringContaining(message) }),
    );
  });
});

describe('checkConfig', () => {
  const version = {
    id: randomUUID(),
    configSchema: objectOf(
      {
        limit: { type: 'integer', minimum: 0, maximum: 10 },
        mail: { type: 'string', format: 'email' },
        'a/b': objectOf({ names: { type: 'array', items: { type: 'string' } } }),
      },
      { required: ['limit'], additionalProperties: false },
    ),
  };
  const problemsOf = (config: JsonObject) => {
    try {
      checkConfig(version, config, 'input', 'config');
    } catch (error) {
      return (error as InvalidInputError).problems;
    }
    return [];
  };

  it('takes what satisfies the schema', () => {
    expect(problemsOf({ limit: 10, mail: 'a@b.example', 'a/b': { names: ['x'] } })).toEqual([]);
  });

  it('names every violation at once, each with its place in the input, in the value and in the schema', () => {
    expect(problemsOf({ mail: 'nobody', 'a/b': { names: ['x', 1] }, extra: true })).toEqual([
      {
        code: 'CONFIG_SCHEMA_VIOLATION',
        message: "limit is not valid: must have required property 'limit'",
        field: ['input', 'config', 'limit'],
        details: { __typename: 'ConfigError', instancePath: '', schemaPath: '#/required', keyword: 'required' },
      },
      expect.objectContaining({
        field: ['input', 'config', 'extra'],
        details: { __typename: 'ConfigError', instancePath: '', schemaPath: '#/additionalProperties', keyword: 'additionalProperties' },
      }),
      expect.objectContaining({
        field: ['input', 'config', 'mail'],
        details: { __typename: 'ConfigError', instancePath: '/mail', schemaPath: '#/properties/mail/format', keyword: 'format' },
      }),
      expect.objectContaining({
        field: ['input', 'config', 'a/b', 'names', '1'],
        details: expect.objectContaining({ instancePath: '/a~1b/names/1', keyword: 'type' }),
      }),
    ]);
  });

  it('does not give values away', () => {
    const [problem] = problemsOf({ limit: 1, mail: 'secret-token-4711' });

    expect(JSON.stringify(problem)).not.toContain('4711');
  });

  it('stops at a hundred', () => {
    expect(problemsOf({ limit: 1, 'a/b': { names: Array.from({ length: 300 }, () => 1) } })).toHaveLength(100);
  });
});
