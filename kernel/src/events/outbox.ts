import type { EntityManager } from '@mikro-orm/postgresql';
import type { RaisedEvent } from './event-recorder.js';

/**
 * Appends events to the outbox in one statement. The upsert locks each aggregate's counter before the outbox takes its
 * ids (the sort stands between the two), so `order by id` is the commit order of every aggregate.
 */
export async function appendToOutbox(em: EntityManager, events: readonly RaisedEvent[]): Promise<void> {
  const schema = em.config.get('schema');
  const rows = events.map((event, index) => toRow(event, index, events));
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

function toRow(event: RaisedEvent, index: number, events: readonly RaisedEvent[]) {
  const { definition, payload } = event;
  const aggregateId = definition.aggregateId(payload);
  const isSame = (other: RaisedEvent) =>
    other.definition.aggregate === definition.aggregate && other.definition.aggregateId(other.payload) === aggregateId;
  return {
    n: index,
    later: events.slice(index + 1).filter(isSame).length,
    event_id: event.id,
    organization_id: definition.organizationId(payload),
    topic: definition.topic,
    aggregate_type: definition.aggregate,
    aggregate_id: aggregateId,
    type: definition.type,
    payload,
    headers: event.headers,
  };
}
