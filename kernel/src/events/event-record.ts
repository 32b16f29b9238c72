/** Who caused an event, and which request. Holds ids only: no name, no credential. */
export interface EventHeaders {
  /** The client's request, the same through a whole chain of reactions. */
  correlationId: string;
  /** The event that this one reacts to. */
  causationId?: string | undefined;
  actor: { kind: string; id: string | null };
  /** The member of staff who acted as the actor. */
  impersonatorId?: string | undefined;
  /** The API key that the actor, a service account, came with. */
  apiKeyId?: string | undefined;
  sessionId?: string | undefined;
  ip?: string | undefined;
  userAgent?: string | undefined;
  /** Where the JSON Schema of the payload is found. */
  dataschema?: string | undefined;
  /** W3C trace context of the request. */
  traceparent?: string | undefined;
}

/** An event on its way: the payload in its envelope. 64-bit numbers are strings. */
export interface EventRecord {
  /** Place in the publisher's log; grows without end. */
  position: string;
  id: string;
  type: string;
  source: string;
  topic: string;
  aggregateType: string;
  aggregateId: string;
  /** Number of the event within its aggregate: 1, 2, 3 … without a gap. */
  sequence: string;
  organizationId: string | null;
  payload: unknown;
  headers: EventHeaders;
  /** RFC 3339, UTC. */
  createdAt: string;
}

/** The key that orders events: all of one aggregate go one after the other. */
export const aggregateKey = (record: Pick<EventRecord, 'aggregateType' | 'aggregateId'>) => `${record.aggregateType}:${record.aggregateId}`;
