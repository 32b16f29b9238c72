import { setTimeout as sleep } from 'node:timers/promises';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis } from 'ioredis';
import type { Frame } from '../check/history.js';
import { ORGANIZATIONS } from '../rig/writers.js';
import type { Fault } from './fault.js';

const CHANNEL = 'numbers';

/** The library as one takes it from the shelf: what is published while its connection is away is gone, and nobody is told. */
const stockSubscriptions: Fault = {
  id: 'F15-mutant',
  title: 'graphql-redis-subscriptions as it is, with connections cut every 2 s',
  isMutant: true,
  start: { ledger: 1, audience: 1 },
  load: { pace: 20, writers: 2 },
  async during({ world, duration, overhear, note }) {
    const { url } = world.servers.redis;
    const [publisher, subscriber] = [new Redis(url), new Redis(url)];
    const pubsub = new RedisPubSub({ publisher, subscriber });
    const frames: Frame[] = [];
    await pubsub.subscribe(CHANNEL, (offset: number) => frames.push({ kind: 'event', epoch: '', offset, at: performance.now() }));
    const end = Date.now() + duration;
    let sent = 0;
    const publish = async () => {
      for (; Date.now() < end; await sleep(5)) {
        sent += 1;
        await pubsub.publish(CHANNEL, sent);
      }
    };
    let cut = 0;
    const cutting = async () => {
      for (; Date.now() < end; await sleep(2_000)) cut += Number(await publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    };
    await Promise.all([publish(), sleep(1_000).then(cutting)]);
    await sleep(1_000);
    await pubsub.close();
    note(`${cut} connections were cut; of ${sent} messages ${frames.length} arrived`);
    overhear({ id: 'stock subscriber', organizationId: ORGANIZATIONS[0], frames });
  },
};

export const lineMutants: readonly Fault[] = [stockSubscriptions];
