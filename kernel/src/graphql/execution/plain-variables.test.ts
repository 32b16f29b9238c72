import { describe, expect, it } from '@jest/globals';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { plainVariables } from './plain-variables.js';

const schema = buildSchema('type Query { a(b: ID, c: Float): Int } enum Mood { GOOD } input Point { x: Int } scalar Date');
const TYPES = ['String', 'ID', 'Boolean', 'Float', 'Int', 'Mood', 'Point', 'Date', '[Int]'].flatMap((type) => [type, `${type}!`]);
const VALUES = ['text', '', '5', 0, -0, 5, 1.5, 2 ** 31, -(2 ** 31), 2 ** 31 - 1, Number.NaN, Number.POSITIVE_INFINITY, true, false, null];

describe('variables that are taken as they are', () => {
  const operationOf = (text: string) => parse(text).definitions[0] as OperationDefinitionNode;

  it.each(TYPES)('are those that graphql-js would take as they are, and no others: %s', (type) => {
    const operation = operationOf(`query ($v: ${type}) { a }`);
    const read = plainVariables(schema, operation);
    for (const given of [{}, { v: undefined }, ...[...VALUES, [], {}, 5n].map((v) => ({ v }))]) {
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
      const plain = read(given);
      if (plain) expect(plain).toEqual(coerced);
    }
    const isScalar = /^(String|ID|Boolean|Float|Int)/.test(type);
    expect(VALUES.some((v) => read({ v }) !== null)).toBe(isScalar);
  });

  it('are none where one is missing or has a default that is needed', () => {
    const read = plainVariables(schema, operationOf('query ($v: Int = 5, $w: String) { a }'));

    expect(read({ v: 1, w: 'w', more: true })).toEqual({ v: 1, w: 'w' });
    expect(read({ w: 'w' })).toBeNull();
    expect(read(Object.create({ v: 1, w: 'w' }))).toBeNull();
  });
});
