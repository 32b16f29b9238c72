import { describe, expect, it } from '@jest/globals';
import { memoryPubSub } from './index.js';

describe('memoryPubSub', () => {
  it('delivers in order to everybody who listens, from the moment of the call', async () => {
    const pubsub = memoryPubSub();
    const abort = new AbortController();
    const [one, other] = [pubsub.subscribe<number>('t', abort.signal), pubsub.subscribe<number>('t', abort.signal)];

    await pubsub.publish('t', 1);
    await pubsub.publish('elsewhere', 9);
    await pubsub.publish('t', 2);

    expect([(await one.next()).value, (await one.next()).value, (await other.next()).value]).toEqual([1, 2, 1]);
    abort.abort();
    expect(await one.next()).toMatchObject({ done: true });
  });
});
