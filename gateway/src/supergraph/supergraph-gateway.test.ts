import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import type { GraphQLSchema } from 'graphql';
import type { Operation } from '../operation.js';
import { peopleWithAge, testGraph } from '../testing/test-graph.js';
import { createSupergraphGateway, type SupergraphGatewayOptions } from './supergraph-gateway.js';

const graph = testGraph();
const next = testGraph({ peopleSdl: peopleWithAge });
const another = testGraph({ peopleSdl: peopleWithAge.replace('age: Int', 'age: Int height: Int') });

/** The gateway as ApolloServer uses it; it remembers what was run and which schemas it was told of. */
async function aSupergraphGateway({ warmUp }: Pick<SupergraphGatewayOptions, 'warmUp'> = {}) {
  const ran: Operation[] = [];
  const told: GraphQLSchema[] = [];
  const gateway = createSupergraphGateway({
    sdl: graph.sdl,
    warmUp,
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
    await gateway.update(next.sdl);

    await execute(told[0]);
    await execute(told[1]);

    expect(ran.map(({ supergraph }) => supergraph.sdl)).toEqual([graph.sdl, next.sdl]);
    expect(gateway.current().sdl).toBe(next.sdl);
  });

  it('lets others have their turn while it loads a version', async () => {
    const { gateway } = await aSupergraphGateway();
    const parts = ['read', 'validated', 'required', 'shown', 'built', 'built for Apollo'];
    let turns = 0;
    let isLoaded = false;
    const count = () => {
      turns += 1;
      if (!isLoaded) setImmediate(count);
    };
    setImmediate(count);

    await gateway.update(next.sdl);
    isLoaded = true;

    expect(turns).toBeGreaterThanOrEqual(parts.length);
  });

  it('tells nobody of a version that is not valid', async () => {
    const { gateway, told } = await aSupergraphGateway();

    await expect(gateway.update('type Query {')).rejects.toMatchObject({ code: 'SUPERGRAPH_INVALID' });

    expect(told).toHaveLength(1);
    expect(gateway.current().sdl).toBe(graph.sdl);
  });

  it('goes on with the version before while the next one gets ready', async () => {
    const ready = Promise.withResolvers<void>();
    const { gateway, told } = await aSupergraphGateway({ warmUp: () => ready.promise });

    const updating = gateway.update(next.sdl);
    const meanwhile = [gateway.current().sdl, told.length];
    ready.resolve();

    expect([await updating, meanwhile]).toEqual([true, [graph.sdl, 1]]);
    expect([gateway.current().sdl, told.length]).toEqual([next.sdl, 2]);
  });

  it('serves the version that was given last, whichever is ready first', async () => {
    const slow = Promise.withResolvers<void>();
    const isOverOf = new Map<string, () => boolean>();
    const { gateway, told } = await aSupergraphGateway({
      warmUp: async ({ sdl }, isOver) => {
        isOverOf.set(sdl, isOver);
        if (sdl === next.sdl) await slow.promise;
      },
    });

    const first = gateway.update(next.sdl);
    const second = await gateway.update(another.sdl);
    const wasOver = isOverOf.get(next.sdl)?.();
    slow.resolve();

    expect([await first, second, wasOver]).toEqual([false, true, true]);
    expect([gateway.current().sdl, told.length]).toEqual([another.sdl, 2]);
  });

  it('serves a version though one that is not valid was given after it', async () => {
    const ready = Promise.withResolvers<void>();
    const { gateway } = await aSupergraphGateway({ warmUp: () => ready.promise });

    const first = gateway.update(next.sdl);
    await expect(gateway.update('type Query {')).rejects.toMatchObject({ code: 'SUPERGRAPH_INVALID' });
    ready.resolve();

    expect([await first, gateway.current().sdl]).toEqual([true, next.sdl]);
  });

  it('serves nothing new once it has stopped', async () => {
    const ready = Promise.withResolvers<void>();
    const { gateway, told } = await aSupergraphGateway({ warmUp: () => ready.promise });

    const updating = gateway.update(next.sdl);
    await new Promise((resolve) => setImmediate(resolve));
    await gateway.stop?.();
    ready.resolve();

    expect([await updating, told.length]).toEqual([false, 1]);
  });
});
