import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { FORWARDED, pack } from '../bus/envelope.js';
import type { Delivery, RawMessage } from '../bus/event-reader.js';

/** The outbox takes half a megabyte, and base64 takes a third more. */
const MOST_BYTES = 300_000;

export interface Failure {
  consumer: string;
  error: Error;
  attempts: number;
}

/**
 * Sends a copy of a message to a topic of the group's own, with what is to be known of its failure: through the outbox, in the
 * transaction of the moment, so that the copy exists if and only if the message counts as handled.
 */
export async function sendCopy(em: EntityManager, delivery: Delivery, to: { topic: string; failure: Failure }): Promise<void> {
  const raw = delivery.raw();
  const copy = shortened({ ...raw, headers: { ...raw.headers, ...headersOf(delivery, to.failure, raw.headers) } });
  await em.execute(
    `insert into "${em.config.get('schema')}".outbox (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
     values (?, ?, ?, 'message', ?, 1, '${FORWARDED}', ?::jsonb, ?::jsonb)`,
    [
      randomUUID(),
      delivery.record?.organizationId ?? null,
      to.topic,
      randomUUID(),
      JSON.stringify(pack(copy)),
      JSON.stringify({ correlationId: delivery.record?.headers.correlationId ?? '', actor: { kind: 'system', id: to.failure.consumer } }),
    ],
    'run',
  );
}

/** What fails again keeps where it came from, and when it failed first. */
function headersOf(
  { topic, stream, at }: Delivery,
  { consumer, error, attempts }: Failure,
  old: RawMessage['headers'],
): Record<string, string> {
  return {
    'x-orig-topic': old['x-orig-topic'] ?? topic,
    'x-orig-partition': old['x-orig-partition'] ?? stream.split('/')[1] ?? '0',
    'x-orig-offset': old['x-orig-offset'] ?? at,
    'x-consumer': consumer,
    'x-error-class': error.name,
    // The same mistake has the same hash, whatever ids its message names.
    'x-error-hash': createHash('sha256')
      .update(`${error.name}: ${error.message.replace(/[0-9a-f-]{8,}|\d+/gi, '#')}`)
      .digest('hex')
      .slice(0, 16),
    'x-error': `${error.name}: ${error.message}`.slice(0, 1_000),
    'x-attempts': String(Number(old['x-attempts'] ?? 0) + attempts),
    'x-first-failed-at': old['x-first-failed-at'] ?? new Date().toISOString(),
    'x-build': process.env.BUILD_ID ?? 'unknown',
  };
}

function shortened(raw: RawMessage): RawMessage {
  if (!raw.value || raw.value.length <= MOST_BYTES) return raw;
  return { ...raw, value: raw.value.subarray(0, MOST_BYTES), headers: { ...raw.headers, 'x-truncated-from': String(raw.value.length) } };
}
