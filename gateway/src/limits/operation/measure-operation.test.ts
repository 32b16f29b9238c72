import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { measureOperation } from './measure-operation.js';

const measured = (query: string, name?: string) => {
  const {
    fingerprint: _fingerprint,
    rootFields,
    ...sizes
  } = measureOperation(parse(query), name) ?? { fingerprint: null, rootFields: new Map() };
  return { ...sizes, rootFields: Object.fromEntries(rootFields) };
};

/** A document in which each fragment spreads the next one twice: as large as two to the power of `length`. */
const doubling = (length: number) =>
  [
    '{ ...f0 }',
    ...Array.from({ length }, (_, index) => `fragment f${index} on Query { a { ...f${index + 1} } b { ...f${index + 1} } }`),
    `fragment f${length} on Query { x: c @include(if: true) }`,
  ].join('\n');

describe('measureOperation', () => {
  it('counts levels, fields, aliases, directives and roots', () => {
    expect(measured('query @a { x: me { id name @b } me { id: id books { title } } }')).toEqual({
      depth: 3,
      introspectionDepth: 0,
      nesting: 3,
      fields: 7,
      aliases: 1,
      directives: 2,
      rootFieldCount: 2,
      rootFields: { me: 2 },
    });
  });

  it('puts fragments in, wherever they are spread', () => {
    const query = `{ ...Root @a ...Root ... on Query @b { people { ...Name } } }
      fragment Root on Query @c { me { ...Name } }
      fragment Name on Person { n: name }`;

    expect(measured(query)).toEqual({
      depth: 2,
      introspectionDepth: 0,
      nesting: 4,
      fields: 6,
      aliases: 3,
      directives: 4,
      rootFieldCount: 3,
      rootFields: { me: 2, people: 1 },
    });
  });

  it('measures the operation that is named, and none where there is none of that name', () => {
    const document = 'query A { me { id } } query B { me { books { title } } }';

    expect([measured(document, 'A').depth, measured(document, 'B').depth, measureOperation(parse(document), 'C')]).toEqual([2, 3, null]);
    expect(measureOperation(parse(document), undefined)).toBeNull();
  });

  it('measures introspection apart', () => {
    expect(measured('{ __schema { types { fields { name } } } me { id } __typename }')).toMatchObject({
      depth: 2,
      introspectionDepth: 4,
      fields: 7,
    });
  });

  it('is not drawn into the growth of fragments that spread fragments', () => {
    expect(measured(doubling(10))).toMatchObject({ fields: 3_070, aliases: 1_024, directives: 1_024, depth: 11 });
    expect(measured(doubling(1_000))).toMatchObject({ fields: 1e9, aliases: 1e9, directives: 1e9, depth: 1_001, rootFieldCount: 2 });
  });

  it('measures once', () => {
    const document = parse('{ me { id } }');

    expect(measureOperation(document, undefined)).toBe(measureOperation(document, undefined));
  });

  it('tells operations apart by what they say, and not by their spaces', () => {
    const print = (query: string, name?: string) => measureOperation(parse(query), name)?.fingerprint();
    const two = 'query A { me { id } } query B { me { id } }';

    expect(print('{ me { id } }')).toBe(print('{me{id,}} # mine'));
    expect(print('{ me { id } }')).not.toBe(print('{ me { name } }'));
    expect(print(two, 'A')).not.toBe(print(two, 'B'));
  });

  it('finds what tools send for introspection small enough', () => {
    const everything = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    };

    expect(measured(getIntrospectionQuery(everything))).toMatchObject({ depth: 0, introspectionDepth: 15, fields: expect.any(Number) });
    expect(measured(getIntrospectionQuery(everything)).fields).toBeLessThan(500);
  });
});
