import { consume } from '../consume/consume-event.js';
import type { Consumer } from '../define-consumer.js';
import type { EventRecord } from '../event-record.js';
import { RepairError } from './repair-error.js';
import type { RepairOptions } from './repair-options.js';
import { rangeFor } from './replay.js';
import { ShadowSchema } from './shadow-schema.js';

export interface RebuildOptions {
  /** Names the attempt: the shadow of `user` for generation 2 is the schema `user_g2`. */
  generation: number;
  /** Of a superuser, in the subgraph's database. */
  adminUrl: string;
}

/** A pass that takes no longer (ms) leaves so little that the rest can be done while everybody waits. */
const SHORT = 1_000;
const MAX_PASSES = 20;

/**
 * Builds a consumer's tables anew, from all events that are kept, beside the live ones; swaps them when the rebuild has caught
 * up. Readers see the old rows until then, and the live group goes on.
 *
 * @throws RepairError CONSUMER_HAS_NO_TABLES, REBUILD_FAILED
 */
export async function rebuild(
  options: RepairOptions,
  consumer: Consumer,
  { generation, adminUrl }: RebuildOptions,
): Promise<{ events: number; passes: number }> {
  const { tables, name } = consumer;
  if (tables.length === 0) throw new RepairError('CONSUMER_HAS_NO_TABLES', `"${name}" does not say which tables it alone writes`);
  const schema = options.ownContext().em.config.get('schema') ?? '';
  const shadow = new ShadowSchema({ adminUrl, schema, consumer: name, tables, generation });
  await shadow.open();
  const inShadow = await options.openShadow(shadow.name);
  let events = 0;
  const handle = async (record: EventRecord) => {
    if ((await consume(consumer, record, inShadow.contextFor(consumer, record))) === 'done') events += 1;
  };
  const reading = await options.reader.open(rangeFor(consumer, { from: 'first', to: 'end', handle }));
  try {
    const passes = await untilShort(() => reading.toEnd());
    await shadow.swap(() => reading.toEnd());
    return { events, passes: passes + 1 };
  } catch (cause) {
    throw cause instanceof RepairError ? cause : new RepairError('REBUILD_FAILED', `The rebuild of "${name}" failed: ${cause}`, { cause });
  } finally {
    await reading.close();
    await inShadow.close();
    await shadow.close();
  }
}

async function untilShort(pass: () => Promise<void>): Promise<number> {
  for (let passes = 1; passes <= MAX_PASSES; passes += 1) {
    const began = performance.now();
    await pass();
    if (performance.now() - began < SHORT) return passes;
  }
  throw new RepairError('REBUILD_FAILED', `Events come faster than they are handled: ${MAX_PASSES} passes were not enough`);
}
