import { describe, expect, it } from '@jest/globals';
import { SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { aLoadedGraph, anOperation } from '../testing/an-operation.js';
import { execute } from './execute.js';

/** A result as it is sent. */
const sent = async (operation: Parameters<typeof execute>[0]) => JSON.parse(JSON.stringify(await execute(operation)));

describe('execute', () => {
  it('joins what several subgraphs know', async () => {
    const { supergraph } = aLoadedGraph();
    const original = 'query ($id: ID!) { person(id: $id) { name books { title author { name } } } }';

    expect(await sent(anOperation({ supergraph, original, variables: { id: '1' } }))).toEqual({
      data: { person: { name: 'Ada', books: [{ title: 'Notes', author: { name: 'Ada' } }] } },
    });
  });

  it('answers introspection of what clients see', async () => {
    const { supergraph, graph } = aLoadedGraph();

    const { data } = await sent(anOperation({ supergraph, original: '{ __type(name: "Person") { fields { name } } __typename }' }));

    expect(data).toEqual({
      __type: { fields: ['id', 'books', 'favourite', 'name', 'email'].map((name) => ({ name })) },
      __typename: 'Query',
    });
    expect(graph.calls).toEqual([]);
  });

  it.each([
    ['a value of a wrong type', { id: { x: 1 } }],
    ['no value for a required one', {}],
  ])('refuses variables with %s before anything is fetched', async (_, variables) => {
    const { supergraph, graph } = aLoadedGraph();

    const { errors, data } = await sent(anOperation({ supergraph, original: 'query ($id: ID!) { person(id: $id) { name } }', variables }));

    expect(errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect({ data, calls: graph.calls }).toEqual({ data: undefined, calls: [] });
  });

  it('does not know an operation that the document does not have', async () => {
    const { supergraph } = aLoadedGraph();

    const { errors } = await sent(anOperation({ supergraph, original: 'query A { me { id } } query B { me { id } }', operationName: 'C' }));

    expect(errors[0]).toMatchObject({ message: 'Unknown operation named "C"', extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
  });
});

describe('execute with a part of the document filtered out', () => {
  it('answers null for a nullable field that was removed, and never asks for it', async () => {
    const { supergraph, graph } = aLoadedGraph();
    const original = '{ people { name mail: email books { title } } }';

    const { data, errors } = await sent(anOperation({ supergraph, original, document: '{ people { name } }' }));

    expect(data).toEqual({
      people: [
        { name: 'Ada', mail: null, books: null },
        { name: 'Grace', mail: null, books: null },
      ],
    });
    expect(errors).toBeUndefined();
    expect(graph.calls.map(({ subgraph, query }) => [subgraph, query.includes('email')])).toEqual([['people', false]]);
  });

  it('moves the null of a non-null field up to the next nullable one', async () => {
    const { supergraph } = aLoadedGraph();
    const original = '{ person(id: "1") { id name } me { id } }';

    expect((await sent(anOperation({ supergraph, original, document: '{ person(id: "1") { id } me { id } }' }))).data).toEqual({
      person: null,
      me: null,
    });
  });

  it('moves it up to the whole of the data where nothing on the way is nullable', async () => {
    const { supergraph } = aLoadedGraph();

    expect(
      (await sent(anOperation({ supergraph, original: '{ books { title pages } }', document: '{ books { title } }' }))).data,
    ).toBeNull();
  });

  it('never takes the plan of the whole document for the part, nor the other way round', async () => {
    const { supergraph, graph } = aLoadedGraph();
    const original = '{ people { name email } }';
    const whole = anOperation({ supergraph, original });
    const part = { ...whole, document: anOperation({ supergraph, original: '{ people { name } }' }).document };

    const emails = [];
    for (const operation of [whole, part, whole]) emails.push((await sent(operation)).data.people[0].email);

    expect(emails).toEqual(['ada@example.com', null, 'ada@example.com']);
    expect(graph.calls).toHaveLength(3);
  });
});

describe('execute with a subgraph that does not answer', () => {
  const down = (name: string) => {
    const { graph } = aLoadedGraph();
    return aLoadedGraph({
      call: async (subgraph, request) =>
        subgraph === name ? Promise.reject(new SubgraphUnavailableError(name)) : graph.call(subgraph, request),
    });
  };

  it('names the entities that lack its fields and leaves the rest as it is', async () => {
    const { supergraph } = down('books');

    const { data, errors } = await sent(anOperation({ supergraph, original: '{ people { name books { title } } }' }));

    expect(data).toEqual({
      people: [
        { name: 'Ada', books: null },
        { name: 'Grace', books: null },
      ],
    });
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['people', 0],
      ['people', 1],
    ]);
    expect(errors[0].extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', service: 'books' });
  });

  it('names the root fields by their aliases', async () => {
    const { supergraph } = down('people');

    const { data, errors } = await sent(anOperation({ supergraph, original: '{ i: me { name } ... on Query { boom } slow }' }));

    expect(data).toEqual({ i: null, boom: null, slow: 'done' });
    expect(errors.map(({ path }: { path: unknown }) => path)).toEqual([['i'], ['boom']]);
  });
});
