import { aggregateKey, type EventHeaders, type EventRecord } from '../event-record.js';
import type { Delivery, RawMessage } from './event-reader.js';

/** Leads the `type` of every event of ours, as CloudEvents asks for. */
const ORGANIZATION = 'innoerp';
/** CloudEvents' words for who acts; what has none keeps ours. */
const AUTH_TYPES: Readonly<Record<string, string>> = { user: 'app_user', service: 'service_account', anonymous: 'unauthenticated' };
const ACTOR_KINDS = Object.fromEntries(Object.entries(AUTH_TYPES).map(([ours, theirs]) => [theirs, ours]));

/** The type of what is no event of ours, but a copy of a message that goes on to another topic as it is. */
export const FORWARDED = 'message.forwarded';

/** A copied message as the outbox keeps it. */
export interface ForwardedMessage {
  key: string | null;
  headers: Record<string, string>;
  /** Base64. */
  value: string | null;
}

/** The message for an event: CloudEvents 1.0, Kafka's binary mode. The value is the payload alone. */
export function encodeEvent(record: EventRecord): RawMessage {
  if (record.type === FORWARDED) return unpack(record.payload as ForwardedMessage);
  const { headers, source, aggregateType, organizationId } = record;
  const key = partitionKey(record);
  return {
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify(record.payload)),
    headers: present({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: record.id,
      ce_source: `/sg/${source}`,
      ce_type: `${ORGANIZATION}.${source}.${aggregateType}.${record.type}`,
      ce_subject: `${aggregateType}/${record.aggregateId}`,
      ce_time: record.createdAt,
      ce_dataschema: headers.dataschema ?? `/schemas/${record.type}/0.json`,
      ce_sequence: record.sequence.padStart(20, '0'),
      ce_tenantid: organizationId ?? undefined,
      ce_partitionkey: key,
      ce_logposition: record.position,
      ce_authtype: AUTH_TYPES[headers.actor.kind] ?? headers.actor.kind,
      ce_authid: headers.actor.id ?? undefined,
      ce_impersonatorid: headers.impersonatorId,
      ce_apikeyid: headers.apiKeyId,
      ce_correlationid: headers.correlationId,
      ce_causationid: headers.causationId,
      ce_traceparent: headers.traceparent,
      traceparent: headers.traceparent,
      // For the audit trail only, and no part of the event.
      'x-session-id': headers.sessionId,
      'x-client-ip': headers.ip,
      'x-user-agent': headers.userAgent,
    }),
  };
}

/** What Kafka spreads by: an organization's events go to all partitions, an aggregate's to one. */
const partitionKey = (record: EventRecord): string => `${record.organizationId ?? 'platform'}:${aggregateKey(record)}`;

/** A message that cannot be read as an event of ours. */
export class UndecodableError extends Error {
  readonly code = 'EVENT_UNDECODABLE';

  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'UndecodableError';
  }
}

/** @throws UndecodableError that says what is wrong with it. */
export function decodeEvent({ headers, value }: RawMessage, topic: string): EventRecord {
  const [aggregateType, aggregateId] = split(required(headers, 'ce_subject'), '/');
  const source = required(headers, 'ce_source').replace(/^\/sg\//, '');
  return {
    position: number(headers, 'ce_logposition'),
    id: uuid(headers, 'ce_id'),
    type: required(headers, 'ce_type').replace(`${ORGANIZATION}.${source}.${aggregateType}.`, ''),
    source,
    topic: headers['x-orig-topic'] ?? topic,
    aggregateType,
    aggregateId,
    sequence: number(headers, 'ce_sequence'),
    organizationId: headers.ce_tenantid ? uuid(headers, 'ce_tenantid') : null,
    payload: parseJson(value),
    headers: eventHeaders(headers),
    createdAt: required(headers, 'ce_time'),
  };
}

/** What a stream hands over; a message that cannot be read is handed over without its event. */
export function toDelivery(place: Pick<Delivery, 'topic' | 'stream' | 'at' | 'storedAt'>, raw: RawMessage): Delivery {
  try {
    return { ...place, record: decodeEvent(raw, place.topic), raw: () => raw };
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    return { ...place, record: null, problem: error.message, raw: () => raw };
  }
}

/** The same for a row of a log, which is an event already. */
export function rowToDelivery(stream: string, record: EventRecord): Delivery {
  const place = { topic: record.topic, stream, at: record.position, storedAt: Date.parse(record.createdAt) };
  if (record.type === FORWARDED) return toDelivery(place, unpack(record.payload as ForwardedMessage));
  return { ...place, record, raw: () => encodeEvent(record) };
}

export function pack({ key, headers, value }: RawMessage): ForwardedMessage {
  return { key: key?.toString() ?? null, headers: { ...headers }, value: value?.toString('base64') ?? null };
}

const unpack = ({ key, headers, value }: ForwardedMessage): RawMessage => ({
  key: key === null ? null : Buffer.from(key),
  headers,
  value: value === null ? null : Buffer.from(value, 'base64'),
});

function eventHeaders(headers: RawMessage['headers']): EventHeaders {
  const kind = required(headers, 'ce_authtype');
  return present({
    correlationId: required(headers, 'ce_correlationid'),
    causationId: headers.ce_causationid,
    actor: { kind: ACTOR_KINDS[kind] ?? kind, id: headers.ce_authid ?? null },
    impersonatorId: headers.ce_impersonatorid,
    apiKeyId: headers.ce_apikeyid,
    sessionId: headers['x-session-id'],
    ip: headers['x-client-ip'],
    userAgent: headers['x-user-agent'],
    dataschema: headers.ce_dataschema,
    traceparent: headers.traceparent,
  });
}

const present = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Name in keyof Value]: Exclude<Value[Name], undefined>;
  };

function required(headers: RawMessage['headers'], name: string): string {
  const value = headers[name];
  if (!value) throw new UndecodableError(`the header ${name} is missing`);
  return value;
}

function uuid(headers: RawMessage['headers'], name: string): string {
  const value = required(headers, name);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) throw new UndecodableError(`the header ${name} is no UUID`);
  return value;
}

function number(headers: RawMessage['headers'], name: string): string {
  const value = required(headers, name);
  if (!/^\d{1,20}$/.test(value)) throw new UndecodableError(`the header ${name} is no number`);
  return String(BigInt(value));
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  if (at < 1) throw new UndecodableError(`"${text}" is no subject`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function parseJson(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '');
  } catch (cause) {
    throw new UndecodableError('the value is no JSON', { cause });
  }
}
