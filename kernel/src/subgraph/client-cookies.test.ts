import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { serviceConfig } from '@supergraph/kernel/config';
import type { Context } from '@supergraph/kernel/context';
import { CommonErrors } from '@supergraph/kernel/errors';
import { mutationPayload, userErrorTypes } from '@supergraph/kernel/graphql';
import { createSubgraph, listen } from '@supergraph/kernel/subgraph';
import type { FastifyInstance } from 'fastify';
import { Arg, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { anonymous } from '../auth/index.js';
import { testSubgraph } from '../testing/index.js';
import { type CallingClient, type CallSubgraph, type HttpTransport, httpTransport, type SubgraphRequest } from '../transport/index.js';

const secret = 'a secret that only tests know, 32+';
const { UserErrorType } = userErrorTypes([]);

@ObjectType('TokenPayload')
class TokenPayload {
  @Field(() => Boolean) readonly ok!: boolean;
  @Field(() => [UserErrorType]) readonly userErrors!: object[];
}

@Resolver()
class TokenResolver {
  @Query(() => String, { description: 'What the client brought.' })
  token(@Ctx() { cookies }: Context) {
    return cookies ? (cookies.read('refresh_token') ?? 'none') : 'in the body';
  }

  @Query(() => Boolean)
  async tell(@Ctx() ctx: Context) {
    await ctx.callSibling('other', '{ __typename }', {});
    return true;
  }

  @Mutation(() => TokenPayload)
  tokenSet(
    @Arg('value', () => String) value: string,
    @Arg('end', () => String, { nullable: true }) end: string | null,
    @Ctx() request: Context,
  ) {
    const ctx = request.acrossOrganizations();
    return mutationPayload(
      async () => {
        ctx.cookies?.set({ name: 'refresh_token', value, maxAge: 60 });
        if (end === 'refused') throw CommonErrors.FORBIDDEN();
        if (end === 'failed') throw new Error('a fault');
        return { ok: true };
      },
      { ok: false },
    );
  }

  @Mutation(() => TokenPayload)
  tokenClear(@Ctx() { cookies }: Context) {
    return mutationPayload(async () => {
      cookies?.clear('refresh_token');
      return { ok: true };
    });
  }
}

const tokens = createSubgraph({ name: 'tokens', config: serviceConfig, entities: [], migrations: [], resolvers: [TokenResolver] });

describe("a client's cookies in a subgraph", () => {
  const told: SubgraphRequest[] = [];
  const call: CallSubgraph = async (_, request) => {
    told.push(request);
    return { data: {} };
  };
  const app = testSubgraph(tokens, { call });
  let server: FastifyInstance;
  let transport: HttpTransport;
  beforeAll(async () => {
    server = await listen(app.running(), { host: '127.0.0.1', port: 0, secret });
    const { port } = server.server.address() as AddressInfo;
    transport = httpTransport({ urls: { tokens: `http://127.0.0.1:${port}/graphql` }, secret });
  });
  beforeEach(() => {
    told.length = 0;
  });
  afterAll(async () => {
    await transport.close();
    await server.close();
  });

  /** In process and over HTTP, which must be the same. */
  async function ask(query: string, client: CallingClient = { cookies: new Map() }) {
    const request = { query, identity: anonymous, requestId: 'r1', client };
    const inProcess = JSON.parse(JSON.stringify(await app.running().handle(request)));
    expect(await transport.call('tokens', request)).toEqual(inProcess);
    return inProcess;
  }
  const cookiesAfter = async (query: string, client?: CallingClient) => (await ask(query, client)).extensions?.cookies;

  it('are there where it keeps its tokens in cookies, and nowhere else', async () => {
    const tokenOf = async (client: CallingClient) => (await ask('{ token }', client)).data.token;

    expect(await tokenOf({ ip: '127.0.0.1' })).toBe('in the body');
    expect(await tokenOf({ cookies: new Map() })).toBe('none');
    expect(await tokenOf({ cookies: new Map([['refresh_token', 'a.b=']]) })).toBe('a.b=');
  });

  it('are set and cleared by the answer', async () => {
    expect(await cookiesAfter('mutation { tokenSet(value: "one") { ok } }')).toEqual([{ name: 'refresh_token', value: 'one', maxAge: 60 }]);
    expect(await cookiesAfter('mutation { tokenClear { ok } }')).toEqual([{ name: 'refresh_token', value: null }]);
    expect(await cookiesAfter('{ token }')).toBeUndefined();
    expect(await cookiesAfter('mutation { tokenSet(value: "one") { ok } }', {})).toBeUndefined();
  });

  it('are not changed by a mutation that is refused or fails, which changes nothing of what another one said', async () => {
    const one = [{ name: 'refresh_token', value: 'one', maxAge: 60 }];

    expect(await cookiesAfter('mutation { tokenSet(value: "two", end: "refused") { ok } }')).toBeUndefined();
    expect(await cookiesAfter('mutation { tokenSet(value: "two", end: "failed") { ok } }')).toBeUndefined();
    for (const end of ['refused', 'failed'])
      expect(await cookiesAfter(`mutation { a: tokenSet(value: "one") { ok } b: tokenSet(value: "two", end: "${end}") { ok } }`)).toEqual(
        one,
      );
  });

  it('are cleared by no answer that carries an error', async () => {
    const { errors, extensions } = await ask('mutation { tokenClear { ok } tokenSet(value: "two", end: "failed") { ok } }');

    expect(errors).toHaveLength(1);
    expect(extensions).toBeUndefined();
  });

  it('are not handed to a sibling', async () => {
    await ask('{ tell }', { ip: '192.0.2.1', userAgent: 'browser', cookies: new Map([['refresh_token', 'secret']]) });

    expect(told.map(({ client }) => client)).toEqual([
      { ip: '192.0.2.1', userAgent: 'browser' },
      { ip: '192.0.2.1', userAgent: 'browser' },
    ]);
  });
});
