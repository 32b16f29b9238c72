import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Identity } from '../auth/index.js';
import { type ConsumerContext, consume, type EventDefinition, type EventRecord, type Outcome } from '../events/index.js';
import type { RunningSubgraph, Subgraph } from '../subgraph/index.js';

export interface Delivery<Payload> {
  event: EventDefinition<Payload>;
  payload: Payload;
  envelope: Partial<EventRecord>;
}

let sequence = 0;

/** An event as it would be published. */
export function recordOf<Payload>({ event, payload, envelope }: Delivery<Payload>): EventRecord {
  sequence += 1;
  return {
    position: String(sequence),
    id: uuidv7(),
    type: event.type,
    source: event.source,
    topic: event.topic,
    aggregateType: event.aggregate,
    aggregateId: event.aggregateId(payload),
    sequence: String(sequence),
    organizationId: event.organizationId(payload),
    payload: JSON.parse(JSON.stringify(payload)),
    headers: { correlationId: randomUUID(), actor: { kind: 'system', id: 'test' } },
    createdAt: new Date().toISOString(),
    ...envelope,
  };
}

/** Hands an event to every consumer of it, as the runner would. */
export async function deliver<Payload>(subgraph: Subgraph, running: RunningSubgraph, delivery: Delivery<Payload>): Promise<Outcome[]> {
  const record = recordOf(delivery);
  const outcomes: Outcome[] = [];
  for (const consumer of subgraph.definition.consumers ?? []) {
    if (consumer.events !== 'all' && !consumer.events.some(({ type }) => type === record.type)) continue;
    const identity: Identity = {
      kind: 'system',
      subject: consumer.name,
      organizationId: record.organizationId,
      scopes: [],
      sessionId: null,
    };
    outcomes.push(await consume(consumer, record, running.contextFor(identity) as ConsumerContext));
  }
  return outcomes;
}
