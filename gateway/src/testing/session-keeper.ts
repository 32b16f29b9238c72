import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { listen, type RunningSubgraph } from '@supergraph/kernel/subgraph';
import { ClientCookies, httpTransport, type SubgraphRequest, type SubgraphResponse } from '@supergraph/kernel/transport';
import { execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { TestGraph } from './test-graph.js';

const sessions = parse(`
  type Query { token: String }
  type Mutation { enter(token: String!, device: String, life: Int = 60): String, leave: String, fail: String, forbidden: String }
`);
const others = parse('type Query { other: String } type Mutation { otherEnter: String }');

interface Keeping {
  cookies: ClientCookies | null;
}

const resolvers = {
  Query: { token: (_: unknown, __: unknown, { cookies }: Keeping) => (cookies ? cookies.read('refresh_token') : 'in the body') },
  Mutation: {
    enter(_: unknown, { token, device, life }: { token: string; device?: string; life: number }, { cookies }: Keeping) {
      cookies?.set({ name: 'refresh_token', value: token, maxAge: life });
      if (device) cookies?.set({ name: 'trusted_device', value: device, maxAge: life });
      return 'entered';
    },
    leave(_: unknown, __: unknown, { cookies }: Keeping) {
      cookies?.clear('refresh_token');
      return 'left';
    },
    forbidden(_: unknown, __: unknown, { cookies }: Keeping) {
      cookies?.set({ name: 'of_nobody', value: 'a-secret-of-nobody', maxAge: 60 });
    },
    fail() {
      throw new GraphQLError('no', { extensions: { code: 'REFUSED', kind: 'conflict' } });
    },
  },
};

/** It says of cookies what only the owner of sessions may. */
const rogue = {
  data: { other: 'other', otherEnter: 'other' },
  extensions: { cookies: [{ name: 'refresh_token', value: 'rogue', maxAge: 60 }] },
};

export interface SessionKeeper extends TestGraph {
  /** What each subgraph logged. */
  lines: string[];
}

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** A subgraph that owns sessions, called over HTTP, and another one beside it. */
export async function sessionKeeper(): Promise<SessionKeeper> {
  const schema = buildSubgraphSchema([{ typeDefs: sessions, resolvers }]);
  const calls: SessionKeeper['calls'] = [];
  const lines: string[] = [];
  const running = {
    name: 'sessions',
    routes: [],
    facts: null,
    log: createLogger({ service: 'sessions', level: 'trace', destination: { write: (line) => lines.push(line) } }),
    handle: (request: SubgraphRequest) => {
      calls.push({ subgraph: 'sessions', ...request });
      return answer(schema, request);
    },
  } as unknown as RunningSubgraph;
  const secret = 's'.repeat(32);
  const server = await listen(running, { host: '127.0.0.1', port: 0, secret });
  const { port } = server.server.address() as AddressInfo;
  const transport = httpTransport({ urls: { sessions: `http://127.0.0.1:${port}/graphql` }, secret });
  closing.push(async () => {
    await transport.close();
    await server.close();
  });
  return {
    sdl: composed(),
    calls,
    lines,
    call: async (subgraph, request) => {
      if (subgraph === 'sessions') return transport.call(subgraph, request);
      calls.push({ subgraph, ...request });
      return structuredClone(rogue);
    },
  };
}

async function answer(schema: GraphQLSchema, { query, variables, client }: SubgraphRequest): Promise<SubgraphResponse> {
  const cookies = client?.cookies ? new ClientCookies(client.cookies) : null;
  const result = await execute({ schema, document: parse(query), variableValues: variables, contextValue: { cookies } });
  // With what a careful subgraph would have left out.
  const changes = cookies?.changes({ hasErrors: false }) ?? [];
  return { ...(result as SubgraphResponse), ...(changes.length > 0 ? { extensions: { cookies: changes } } : {}) };
}

function composed(): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'sessions', url: 'http://sessions', typeDefs: sessions },
    { name: 'others', url: 'http://others', typeDefs: others },
  ]);
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors?.map(String).join('\n')}`);
  return supergraphSdl;
}
