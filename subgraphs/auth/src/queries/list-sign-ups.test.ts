import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, signUp } from '../testing/sign-up.js';

const LIST = `query ($state: SignUpState, $first: Int! = 20, $after: String) { signUps(state: $state, first: $first, after: $after) {
  nodes { id state subdomain email createdAt error } pageInfo { hasNextPage endCursor } } }`;

describe('listSignUps', () => {
  const siblings = new Siblings();
  const app = testSubgraph(authSubgraph, { config: CONFIG, call: siblings.call });
  const operator = anOperator('platform:orgs:read');

  it('shows operators what hangs, newest first, page by page, in one statement', async () => {
    const inputs = [aSignUp(), aSignUp(), aSignUp()];
    for (const input of inputs) await signUp(app, input);
    const stuck = aSignUp();
    siblings.dieOnce('organizationReserve', 'before');
    await signUp(app, stuck);

    let page = await app.as(operator).execute(LIST, { first: 2 });
    const seen = page.data.signUps.nodes;
    const statements = await app.statementsOf(async () => {
      page = await app.as(operator).execute(LIST, { first: 2, after: page.data.signUps.pageInfo.endCursor });
    });

    expect([...seen, ...page.data.signUps.nodes].map(({ email }: { email: string }) => email)).toEqual(
      [...inputs, stuck].map(({ ownerEmail }) => ownerEmail).reverse(),
    );
    expect(page.data.signUps.pageInfo.hasNextPage).toBe(false);
    expect(statements).toHaveLength(1);
    const { data } = await app.as(operator).execute(LIST, { state: 'RESERVING' });
    expect(data.signUps.nodes).toMatchObject([{ state: 'RESERVING', subdomain: stuck.subdomain, error: null }]);
  });

  it.each([
    ['a member', aMemberOf(randomUUID(), 'org:read')],
    ['staff of another kind', anOperator('platform:users:read')],
  ])('is closed to %s', async (_who, identity) => {
    expect((await app.as(identity).execute(LIST)).errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });

  it.each([[0], [101]])('refuses a page of %d', async (first) => {
    expect((await app.as(operator).execute(LIST, { first })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
