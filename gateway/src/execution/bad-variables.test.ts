import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql';
import type { Operation } from '../operation.js';
import { badVariables } from './bad-variables.js';

const apiSchema = buildSchema(`
  type Query { ask(text: String!, count: Int, rate: Float, id: ID, yes: Boolean, color: Color, form: Form, forms: [Form!]): Int }
  enum Color { RED } scalar Moment
  input Form { name: String! color: Color at: Moment deep: Form }
`);
const original =
  parse(`query ($text: String!, $count: Int, $rate: Float, $id: ID, $yes: Boolean, $color: Color, $form: Form, $forms: [Form!], $with: Int! = 3) {
  ask(text: $text, count: $with, rate: $rate, id: $id, yes: $yes, color: $color, form: $form, forms: $forms) again: ask(text: "", count: $count) }`);
const SECRET = 'hunter2: "it"; at value';

function judge(variables: Record<string, unknown>) {
  const ours = badVariables({ original, operationName: undefined, variables, supergraph: { apiSchema } } as unknown as Operation);
  const theirs = getVariableValues(apiSchema, getOperationAST(original)!.variableDefinitions!, variables).errors;
  // They find the same wrong, however they put it.
  expect(ours?.length ?? 0).toBe(theirs?.length ?? 0);
  return ours?.map(({ message }) => message) ?? [];
}

describe('variables that do not fit', () => {
  it.each([
    [{ text: 'a' }, []],
    [{ text: 'a', with: 4, form: { name: 'b', deep: { name: 'c', at: { any: 'thing' } } } }, []],
    [{}, ['Variable "$text" of required type "String!" was not provided.']],
    [
      { text: null, with: null },
      ['Variable "$text" of non-null type "String!" must not be null.', 'Variable "$with" of non-null type "Int!" must not be null.'],
    ],
    [{ text: [SECRET] }, ['Variable "$text" got an invalid value; String cannot represent a non string value.']],
    [{ text: 'a', count: SECRET }, ['Variable "$count" got an invalid value; Int cannot represent non-integer value.']],
    [{ text: 'a', count: 2 ** 40 }, ['Variable "$count" got an invalid value; Int cannot represent non 32-bit signed integer value.']],
    [{ text: 'a', rate: SECRET }, ['Variable "$rate" got an invalid value; Float cannot represent non numeric value.']],
    [{ text: 'a', yes: SECRET }, ['Variable "$yes" got an invalid value; Boolean cannot represent a non boolean value.']],
    [{ text: 'a', id: { of: SECRET } }, ['Variable "$id" got an invalid value; ID cannot represent value.']],
    [{ text: 'a', color: SECRET }, ['Variable "$color" got an invalid value; The value does not exist in "Color" enum.']],
    [{ text: 'a', color: 3 }, ['Variable "$color" got an invalid value; It is not what the type allows.']],
    [{ text: 'a', form: SECRET }, ['Variable "$form" got an invalid value; Expected type "Form" to be an object.']],
    [
      { text: 'a', forms: [{ name: 'b' }, { deep: { name: [SECRET], color: SECRET } }] },
      [
        'Variable "$forms" got an invalid value at "forms[1]"; Field "name" of required type "String!" was not provided.',
        'Variable "$forms" got an invalid value at "forms[1].deep.name"; String cannot represent a non string value.',
        'Variable "$forms" got an invalid value at "forms[1].deep.color"; The value does not exist in "Color" enum.',
      ],
    ],
    [
      { text: 'a', form: { name: 'b', nam: SECRET } },
      ['Variable "$form" got an invalid value; Field "nam" is not defined by type "Form".'],
    ],
    [
      { text: 'a', form: { name: null } },
      ['Variable "$form" got an invalid value at "form.name"; Expected non-nullable type "String!" not to be null.'],
    ],
  ])('are told of without what they are: %j', (variables, messages) => {
    expect(judge(variables)).toEqual(messages);
  });

  it('are told of up to a bound', () => {
    const ours = badVariables({
      original,
      variables: { text: 'a', forms: Array.from({ length: 1_000 }, () => 3) },
      supergraph: { apiSchema },
    } as unknown as Operation);

    expect(ours).toHaveLength(50);
  });
});
