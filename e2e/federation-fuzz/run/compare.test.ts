import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { difference } from './compare.js';

const fault = (path: (string | number)[] | undefined, message = `Fault at ${path?.join('.')}`) => new GraphQLError(message, { path });

describe('the difference of two answers', () => {
  it('is none where data and errors are the same', () => {
    const answer = { data: { a: { b: null } }, errors: [fault(['a', 'b'])] };

    expect(difference(answer, structuredCloneOf(answer))).toBeUndefined();
  });

  it('is the order of keys', () => {
    expect(difference({ data: { a: 1, b: 2 } }, { data: { b: 2, a: 1 } })).toBe('data');
  });

  it('is a refusal', () => {
    expect(difference({ data: {} }, { errors: [fault(undefined, 'no')] })).toBe('the gateway refused it: no');
  });

  it('is not which of the errors below a null was met first', () => {
    const data = { a: null };

    expect(difference({ data, errors: [fault(['a', 'b'])] }, { data, errors: [fault(['a', 'c', 0])] })).toBeUndefined();
  });

  it.each([
    ['an error that is missing', { errors: [] }, 'no error at a.b'],
    ['one more error', { errors: [fault(['a', 'b']), fault(['c'])] }, 'an error at c: Fault at c'],
    ['another message', { errors: [fault(['a', 'b'], 'Fault at d')] }, 'another message at a.b'],
    ['an error without a path', { errors: [fault(undefined, 'lost')] }, 'an error without a path: lost'],
    ['an error where there is a value', { errors: [fault(['a'])] }, 'an error where there is a value, at a: Fault at a'],
  ])('is %s', (_, { errors }, why) => {
    const data = { a: { b: null }, c: null };

    expect(difference({ data, errors: [fault(['a', 'b'])] }, { data, errors })).toBe(why);
  });

  it('is a message below a null that this data does not give', () => {
    const data = { a: null };

    expect(difference({ data, errors: [fault(['a', 'b'])] }, { data, errors: [fault(['a', 'b'], 'ECONNREFUSED')] })).toBe(
      'a strange message below a: ECONNREFUSED',
    );
  });
});

const structuredCloneOf = ({ data, errors }: { data: object; errors: GraphQLError[] }) => ({
  data: structuredClone(data) as Record<string, unknown>,
  errors: errors.map(({ message, path }) => new GraphQLError(message, { path })),
});
