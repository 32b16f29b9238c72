import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import type { GraphQLSchema } from 'graphql';
import type { Operation } from '../operation.js';
import { peopleWithAge, testGraph } from '../testing/test-graph.js';
import { createSupergraphGateway } from './supergraph-gateway.js';

const graph = testGraph();
const next = testGraph({ peopleSdl: peopleWithAge });

/** The gateway as ApolloServer uses it; it remembers what was run and which schemas it was told of. */
async function aSupergraphGateway() {
  const ran: Operation[] = [];
  const told: GraphQLSchema[] = [];
  const gateway = createSupergraphGateway({
    sdl: graph.sdl,
    planCacheEntries: 10,
    sourceOf: () => ({ process: async () => ({ data: {} }) }),
    log: createLogger({ service: 'gateway', level: 'silent' }),
    run: async (operation) => {
      ran.push(operation);
      return { data: {} };
    },
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => told.push(apiSchema));
  const { executor } = await gateway.load({ apollo: {} });
  const execute = (schema: GraphQLSchema | undefined) => executor?.({ schema, request: {}, context: { id: 'r-1' } } as never);
  return { gateway, ran, told, execute };
}

describe('createSupergraphGateway', () => {
  it('runs an operation on the version that it was validated against, though a newer one has come', async () => {
    const { gateway, ran, told, execute } = await aSupergraphGateway();
    gateway.update(next.sdl);

    await execute(told[0]);
    await execute(told[1]);

    expect(ran.map(({ supergraph }) => supergraph.sdl)).toEqual([graph.sdl, next.sdl]);
    expect(gateway.current().sdl).toBe(next.sdl);
  });

  it('tells nobody of a version that is not valid', async () => {
    const { gateway, told } = await aSupergraphGateway();

    expect(() => gateway.update('type Query {')).toThrow(expect.objectContaining({ code: 'SUPERGRAPH_INVALID' }));

    expect(told).toHaveLength(1);
    expect(gateway.current().sdl).toBe(graph.sdl);
  });
});
