import { randomInt, randomUUID } from 'node:crypto';
import type { Identity } from '../auth/index.js';
import type { EventRecord } from '../events/index.js';
import { ownChannel } from '../live/index.js';
import type { Subgraph } from '../subgraph/index.js';
import type { TestResult } from './test-subgraph.js';

interface Watching {
  identity: Identity;
  query: string;
  variables: Record<string, unknown>;
  /** An event that the subscription shows. */
  event: EventRecord;
}

interface App {
  as(identity: Identity): { event(body: unknown, query: string, variables?: Record<string, unknown>): Promise<TestResult> };
}

/**
 * Hands a subscription events that are not for it: another organization's, nobody's, of other aggregates, without an envelope; any
 * mixture of that.
 * @returns those that it executed all the same. None, where it is safe.
 */
export async function foreignEventsShown(app: App, { definition }: Subgraph, watching: Watching, rounds = 200): Promise<unknown[]> {
  const { identity, query, variables, event } = watching;
  const channelsOf = definition.channelsOf ?? ownChannel;
  const own = new Set(channelsOf(event));
  const shown: unknown[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const forged = forge(event);
    const isOurs = (forged.organizationId ?? null) === (event.organizationId ?? null);
    if (isOurs && isRecord(forged) && channelsOf(forged).some((channel) => own.has(channel))) continue;
    const { data } = await app.as(identity).event(forged, query, variables);
    if (data && Object.values(data).some((value) => value !== null)) shown.push(forged);
  }
  return shown;
}

const isRecord = (event: Partial<EventRecord>): event is EventRecord => Boolean(event.aggregateType && event.aggregateId);

const oneOf = <Value>(...values: Value[]): Value => values[randomInt(values.length)] as Value;

function forge(event: EventRecord): Partial<EventRecord> {
  const organizationId = oneOf(randomUUID(), null, undefined, event.organizationId);
  const payload = event.payload as Record<string, unknown>;
  return {
    ...event,
    organizationId: organizationId as string,
    aggregateType: oneOf(event.aggregateType, 'something', 'organization', undefined as never),
    aggregateId: oneOf(event.aggregateId, randomUUID(), undefined as never),
    payload: 'organizationId' in payload ? { ...payload, organizationId: oneOf(payload.organizationId, randomUUID(), null) } : payload,
  };
}
