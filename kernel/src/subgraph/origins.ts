import { randomUUID } from 'node:crypto';
import type { Identity } from '../auth/index.js';
import type { Consumer, EventRecord } from '../events/index.js';
import type { Origin } from './create-context.js';

/** What goes on without a request, and sees every organization. */
export const ofSystem = (subject: string): Origin => ({ identity: systemIdentity(subject), requestId: randomUUID() });

/** A consumer acts in the organization of its event, and what it announces names that as its cause. */
export const ofConsumer = (consumer: Consumer, { id, organizationId, headers }: EventRecord): Origin => ({
  identity: systemIdentity(consumer.name, organizationId),
  requestId: headers.correlationId,
  causationId: id,
  client: headers,
});

const systemIdentity = (subject: string, organizationId: string | null = null): Identity => ({
  kind: 'system',
  subject,
  organizationId,
  scopes: [],
  sessionId: null,
});
