import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RelayKit } from '../../../testing/relay-kit.js';
import { until } from '../../../testing/until.js';
import { createLogger } from '../../logger/index.js';
import { type EventBus, kafkaBus } from '../index.js';

const brokers = process.env.TEST_KAFKA_BROKERS?.split(',');

(brokers ? describe : describe.skip)('the relay', () => {
  const bus = kafkaBus({
    brokers: brokers ?? [],
    clientId: 'test',
    log: createLogger({ service: 'test', level: (process.env.TEST_LOG ?? 'silent') as 'silent' }),
  });
  let kit: RelayKit;
  beforeEach(async () => {
    kit = new RelayKit();
    await kit.open();
  });
  afterEach(() => kit.close());
  afterAll(() => bus.close());

  it('notices that Kafka lost what it had taken, and publishes the log again when it is told to', async () => {
    const first = kit.relay(bus);
    await kit.write('a');
    await until(() => kit.isPublished());
    await first.stop();
    await kit.query('update event_receipt set kafka_offset = 1000');
    const relay = kit.relay(bus);
    await until(() => relay.stats().isLost);

    await kit.query('update relay_cursor set position = 0, lost_at = null');
    await until(async () => (await kit.published(bus)).length === 2);

    expect(new Set((await kit.published(bus)).map(({ sequence }) => sequence))).toEqual(new Set([1]));
  }, 60_000);

  it('notices at once when Kafka gives places that it gave before, and believes it after the log was published again', async () => {
    let back = 0n;
    // Places as those of a Kafka that began anew; what it keeps is still found by its real ones.
    const emptied: EventBus = {
      ...bus,
      publish: async (messages) =>
        (await bus.publish(messages)).map((receipt) => ({ ...receipt, offset: String(BigInt(receipt.offset) - back) })),
    };
    const relay = kit.relay(emptied);
    for (const n of [1, 2, 3]) {
      await kit.write('a');
      await until(async () => (await kit.query('select 1 from event_receipt')).length === n);
    }
    const before = relay.stats().isLost;
    back = 3n;
    await kit.write('a');
    await until(() => relay.stats().isLost);
    back = 4n;
    await kit.query('update relay_cursor set position = 0, lost_at = null');
    await until(() => kit.isPublished());
    await kit.write('a');
    await until(async () => (await kit.query('select 1 from event_receipt')).length === 5);
    const [row] = await kit.query('select lost_at from relay_cursor');

    expect(before).toBe(false);
    expect(row).toEqual({ lost_at: null });
  }, 60_000);
});
