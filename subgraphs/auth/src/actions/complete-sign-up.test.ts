import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { SignUp } from '../domain/sign-up.entity.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { Siblings } from '../testing/siblings.js';
import { aSignUp, news, signUp, signUpsOf } from '../testing/sign-up.js';

describe('completeSignUp', () => {
  const siblings = new Siblings();
  const app = testSubgraph(authSubgraph, { config: CONFIG, call: siblings.call });
  const begun = async () => {
    const input = aSignUp();
    await signUp(app, input);
    const [row] = await signUpsOf(app, input.ownerEmail);
    const stateOf = async () => (await signUpsOf(app, input.ownerEmail)).map(({ state }) => state);
    return { stateOf, ...news(app, row as SignUp) };
  };

  it.each([
    ['created', 'granted', 'activated'],
    ['created', 'activated', 'granted'],
    ['granted', 'created', 'activated'],
  ] as const)('waits for the owner and for the activation: %s, %s, %s', async (...order) => {
    const sign = await begun();

    for (const event of order.slice(0, 2)) await sign[event]();
    expect(await sign.stateOf()).toEqual(['ACCOUNT_CREATED']);
    await sign[order[2]]();

    expect(await sign.stateOf()).toEqual(['COMPLETED']);
  });

  it('completes when both arrive at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const sign = await begun();
      await sign.created();

      await Promise.all([sign.granted(), sign.activated()]);

      expect(await sign.stateOf()).toEqual(['COMPLETED']);
    }
  });

  it('does not take another member for the owner', async () => {
    const sign = await begun();

    await sign.created();
    await sign.activated();
    await sign.granted(randomUUID());

    expect(await sign.stateOf()).toEqual(['ACCOUNT_CREATED']);
  });
});
