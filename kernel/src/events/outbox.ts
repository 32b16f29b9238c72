import type { EntityManager } from '@mikro-orm/postgresql';
import type { RaisedEvent } from './event-recorder.js';

/**
 * Appends events to the outbox in one statement. The upsert locks each aggregate's counter before the outbox takes its
 * ids (the sort stands between the two), so `order by id` is the commit order of every aggregate.
 */
export async function appendToOutbox(em: EntityManager, events: readonly RaisedEvent[]): Promise<void> {
  const schema = em.config.get('schema');
  const rows = toRows(events);
  await em.execute(
    `with input as materialized (
       select * from jsonb_to_recordset(?::jsonb) as e(n int, later int, event_id uuid, organization_id uuid, topic text, aggregate_type text,
         aggregate_id text, type text, payload jsonb, headers jsonb)
     ), counter as (
       insert into "${schema}".event_sequence as s (aggregate_type, aggregate_id, last)
       select aggregate_type, aggregate_id, count(*) from input group by 1, 2 order by 1, 2
       on conflict (aggregate_type, aggregate_id) do update set last = s.last + excluded.last
       returning aggregate_type, aggregate_id, last
     )
     insert into "${schema}".outbox (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
     select event_id, organization_id, topic, aggregate_type, aggregate_id, last - later, type, payload, headers
     from input join counter using (aggregate_type, aggregate_id) order by n`,
    [JSON.stringify(rows)],
    'run',
  );
}

/** Each with the number of events of its aggregate that come after it: the counter knows the last one's number only. */
function toRows(events: readonly RaisedEvent[]) {
  const seen = new Map<string, number>();
  return events
    .map((event, n) => ({ event, n, aggregateId: event.definition.aggregateId(event.payload) }))
    .toReversed()
    .map(({ event: { id, definition, payload, headers }, n, aggregateId }) => {
      const key = `${definition.aggregate}:${aggregateId}`;
      const later = seen.get(key) ?? 0;
      seen.set(key, later + 1);
      return {
        n,
        later,
        event_id: id,
        organization_id: definition.organizationId(payload),
        topic: definition.topic,
        aggregate_type: definition.aggregate,
        aggregate_id: aggregateId,
        type: definition.type,
        payload,
        headers: { ...headers, dataschema: definition.dataschema },
      };
    });
}
