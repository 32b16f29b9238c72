import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '../../db/index.js';
import type { Consumer } from '../define-consumer.js';
import { aggregateKey, type EventRecord } from '../event-record.js';

/** What a consumer's transaction runs in: a context of its own for every attempt. */
export interface ConsumerContext {
  em: EntityManager;
}

export type Outcome = 'done' | 'duplicate' | 'parked';

/**
 * Hands one event to one consumer: inbox row, effect and sequence in one transaction. An event that was handled before,
 * or that is older than what this consumer has seen of the aggregate, has no effect. While an aggregate is parked its
 * later events queue up behind. To a commutative consumer the order is nothing: only what was handled before is dropped.
 */
export async function consume(consumer: Consumer, record: EventRecord, ctx: ConsumerContext): Promise<Outcome> {
  const schema = ctx.em.config.get('schema');
  const key = aggregateKey(record);
  return inTransaction(ctx.em, async () => {
    const [state] = await ctx.em.execute<{ fresh: boolean; parked: boolean; last: string | null }[]>(
      `with fresh as (insert into "${schema}".inbox (consumer, event_id) values (?, ?) on conflict do nothing returning 1)
       select exists(select 1 from fresh) as fresh,
         exists(select 1 from "${schema}".parked_event where consumer = ? and aggregate_key = ?) as parked,
         (select last from "${schema}".consumer_sequence where consumer = ? and aggregate_key = ?) as last`,
      [consumer.name, record.id, consumer.name, key, consumer.name, key],
    );
    if (!state?.fresh) return 'duplicate';
    if (!consumer.commutative && BigInt(record.sequence) <= BigInt(state.last ?? 0)) return 'duplicate';
    if (!consumer.commutative && state.parked && (await isStillParked(ctx.em, consumer, key))) {
      await park(ctx.em, consumer, record, { error: 'waits behind a parked event', attempts: 0 });
      return 'parked';
    }
    await apply(consumer, record, ctx);
    return 'done';
  });
}

/** Runs the handler and marks the event as the newest of its aggregate. Call it inside a transaction. */
export async function apply(consumer: Consumer, record: EventRecord, ctx: ConsumerContext): Promise<void> {
  const definition = consumer.events === 'all' ? undefined : consumer.events.find(({ type }) => type === record.type);
  await consumer.handle(ctx, definition ? definition.payload.parse(record.payload) : record.payload, record);
  await ctx.em.flush();
  await ctx.em.execute(
    `insert into "${ctx.em.config.get('schema')}".consumer_sequence as s (consumer, aggregate_key, last) values (?, ?, ?)
     on conflict (consumer, aggregate_key) do update set last = greatest(s.last, excluded.last)`,
    [consumer.name, aggregateKey(record), record.sequence],
    'run',
  );
}

/** Sets an event aside, so that its aggregate waits for a repair and all the others go on. */
export async function park(
  em: EntityManager,
  consumer: Pick<Consumer, 'name'>,
  record: EventRecord,
  problem: { error: string; attempts: number },
): Promise<void> {
  await em.execute(
    `insert into "${em.config.get('schema')}".parked_event (consumer, aggregate_key, event_id, record, error, attempts) values (?, ?, ?, ?::jsonb, ?, ?)`,
    [consumer.name, aggregateKey(record), record.id, JSON.stringify(record), problem.error, problem.attempts],
    'run',
  );
}

/** Whoever adds to what is parked of an aggregate, and whoever takes from it, go one after the other. */
export async function lockParked(em: EntityManager, consumer: Pick<Consumer, 'name'>, key: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 42))', [`${consumer.name} ${key}`]);
}

async function isStillParked(em: EntityManager, consumer: Consumer, key: string): Promise<boolean> {
  await lockParked(em, consumer, key);
  const rows = await em.execute(
    `select 1 from "${em.config.get('schema')}".parked_event where consumer = ? and aggregate_key = ? limit 1`,
    [consumer.name, key],
  );
  return rows.length > 0;
}
