/** The envelope of every message as headers: CloudEvents 1.0, Kafka's binary mode. */
export const envelopeHeaders = {
  type: 'object',
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'The same for every copy of the event: what was seen once may be skipped.' },
    ce_source: { type: 'string', pattern: '^/sg/[a-z-]+$', description: 'The subgraph that publishes it.' },
    ce_type: { type: 'string', description: 'innoerp.<subgraph>.<aggregate>.<event type>' },
    ce_subject: { type: 'string', pattern: '^[a-z-]+/.+$', description: '<aggregate>/<id>' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it was announced.' },
    ce_dataschema: {
      type: 'string',
      format: 'uri-reference',
      description: 'The JSON Schema of the payload: /schemas/<event type>/<minor>.json',
    },
    ce_sequence: {
      type: 'string',
      pattern: '^\\d{20}$',
      description: 'Number of the event within its aggregate: 1, 2, 3 … without a gap, as 20 digits.',
    },
    ce_tenantid: { type: 'string', format: 'uuid', description: 'The organization it belongs to; missing: to none.' },
    ce_partitionkey: { type: 'string', description: 'The message’s key.' },
    ce_logposition: { type: 'string', pattern: '^\\d+$', description: 'Place in the publisher’s log; grows without end.' },
    ce_authtype: {
      type: 'string',
      description: 'Who caused it: app_user, service_account, system, unauthenticated or another kind of actor.',
    },
    ce_authid: { type: 'string', description: 'Id of who caused it; no name, no credential.' },
    ce_impersonatorid: {
      type: 'string',
      description: 'Id of the member of staff who acted as whoever caused it; missing: they acted themselves.',
    },
    ce_apikeyid: { type: 'string', description: 'Id of the API key that whoever caused it, a service account, came with.' },
    ce_correlationid: { type: 'string', description: 'The client’s request, the same through a whole chain of reactions.' },
    ce_causationid: { type: 'string', format: 'uuid', description: 'The event that this one reacts to.' },
    ce_traceparent: { type: 'string', description: 'W3C trace context of where it was announced.' },
    traceparent: { type: 'string', description: 'W3C trace context of the last hop.' },
  },
  required: [
    ...['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time', 'ce_dataschema', 'ce_sequence'],
    ...['ce_partitionkey', 'ce_logposition', 'ce_authtype', 'ce_correlationid'],
  ],
} as const;

/** The message's key: what belongs to one aggregate shares a partition, and keeps its order. */
export const messageKey = { type: 'string', description: '<organization id or "platform">:<aggregate>:<aggregate id>' } as const;
