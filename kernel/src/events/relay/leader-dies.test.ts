import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RelayKit } from '../../../testing/relay-kit.js';
import { until } from '../../../testing/until.js';
import { createLogger } from '../../logger/index.js';
import { kafkaBus } from '../index.js';

const brokers = process.env.TEST_KAFKA_BROKERS?.split(',');
const program = fileURLToPath(new URL('../../../testing/relay-process.mjs', import.meta.url));

describe('a leader in another process', () => {
  let kit: RelayKit;
  let leader: ChildProcess | undefined;
  beforeEach(async () => {
    kit = new RelayKit();
    await kit.open();
  });
  afterEach(async () => {
    leader?.kill('SIGKILL');
    await kit.close();
  });
  const start = async (options: { brokers?: string[]; env?: Record<string, string> } = {}) => {
    const { brokers: to, env = {} } = options;
    const settings = JSON.stringify({ url: kit.url(), schema: 'relayed', brokers: to });
    leader = spawn(process.execPath, [program, settings], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(leader.stdout as NonNullable<typeof leader.stdout>, 'data');
    return leader;
  };

  it('is replaced when it hangs, and moves nothing when it wakes up', async () => {
    const hanging = await start();
    hanging.kill('SIGSTOP');
    await kit.write('a');
    const heir = kit.relay();
    await until(() => heir.stats().isLeader);
    await until(async () => (await kit.query('select 1 from event_log')).length === 1);

    hanging.kill('SIGCONT');
    await kit.write('a');
    await until(async () => (await kit.query('select 1 from event_log')).length === 2);

    expect(heir.stats().isLeader).toBe(true);
    expect(await kit.query('select sequence from event_log order by position')).toEqual([{ sequence: '1' }, { sequence: '2' }]);
  }, 60_000);

  (brokers ? it : it.skip)(
    'leaves copies and no holes when it is killed between Kafka and its books',
    async () => {
      const bus = kafkaBus({ brokers: brokers ?? [], clientId: 'test', log: createLogger({ service: 'test', level: 'silent' }) });
      const dying = await start({ brokers: brokers as string[], env: { EVENTS_FAILPOINT: 'relay.produced' } });
      const death = once(dying, 'exit');
      await kit.write('a');
      await kit.write('a');
      expect((await death)[1]).toBe('SIGKILL');
      expect(await kit.query('select position from relay_cursor')).toEqual([{ position: '0' }]);

      kit.relay(bus);
      await kit.write('a');
      await until(async () => (await kit.query<{ position: string }>('select position from relay_cursor'))[0]?.position === '3');
      const numbers = (await kit.published(bus)).map(({ sequence }) => sequence);

      expect(numbers.length).toBeGreaterThan(3);
      expect([...new Set(numbers)]).toEqual([1, 2, 3]);
      await bus.close();
    },
    60_000,
  );
});
