import type { EventDefinition, EventRecord } from '@supergraph/kernel/events';

/** An event on its way, with everything that its envelope can hold. */
export function aRecord(definition: EventDefinition, payload: unknown, dataschema = definition.dataschema): EventRecord {
  return {
    position: '1042',
    id: '019cae3f-5a00-7000-8000-00000000a001',
    type: definition.type,
    source: definition.source,
    topic: definition.topic,
    aggregateType: definition.aggregate,
    aggregateId: definition.aggregateId(payload),
    sequence: '17',
    organizationId: definition.organizationId(payload),
    payload,
    headers: {
      correlationId: '019cae3f-5a00-7000-8000-00000000c001',
      causationId: '019cae3f-5a00-7000-8000-00000000a000',
      actor: { kind: 'user', id: '019cae3f-5a00-7000-8000-00000000b001' },
      sessionId: '019cae3f-5a00-7000-8000-00000000d001',
      ip: '192.0.2.10',
      userAgent: 'curl/8',
      dataschema,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    createdAt: '2026-03-02T09:30:00.123456Z',
  };
}
