import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import type { AuthServices } from '../context.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';

const DROP = 'mutation { signingKeyRotate(reason: "leak", dropCurrent: true) { ok } }';

describe('forgetSigningKeys', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG, background: true });

  it('has every replica sign with the new key, long before it would have read the keys again', async () => {
    const replica = await app.replica();
    await replica.run();
    const signer = async () => (await (replica.services as AuthServices).signingKeys.signer()).kid;
    const dropped = await signer();

    await app.as(anOperator('platform:users:write')).execute(DROP);

    while ((await signer()) === dropped) await sleep(50);
    const { keys } = await (replica.services as AuthServices).signingKeys.jwks();
    await replica.stop();
    expect(keys.map(({ kid }) => kid)).not.toContain(dropped);
  });
});
