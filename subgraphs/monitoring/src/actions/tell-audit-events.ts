import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CommonErrors } from '@supergraph/kernel/errors';
import { channelName, PLATFORM, type RealtimeBroker, type RealtimeMessage } from '@supergraph/kernel/realtime';
import type { AuditEvent } from '../domain/audit-event.entity.js';
import { readDone, readRecorded } from '../queries/read-recorded.js';

export interface TellOptions {
  em: () => EntityManager;
  broker: RealtimeBroker;
  /** The consumer that records. */
  recorder: string;
}

/** Recording and telling begin at the same moment: milliseconds and times to look again before an outage is assumed. */
const PAUSE = 20;
const LOOKS = 50;

/** What is told of a row of the trail: enough to choose by. The row itself is read by whoever may see it. */
export interface RecordedMessage {
  organizationId: string | null;
  auditEventId: string;
  action: string;
  outcome: string;
  severity: string;
  actorType: string;
  actorId: string | null;
  targetTypes: string[];
  targetIds: string[];
}

/** The channel that tells of what is recorded in an organization's trail; in the platform's own for null. */
export const trailChannel = (organizationId: string | null) => channelName(organizationId ?? PLATFORM, 'audit-event');

/**
 * Tells of events as soon as they are in the audit trail.
 *
 * @throws UNAVAILABLE while one of them is not there yet; it may be called again with all of them, nothing is told twice.
 */
export async function tellAuditEvents({ em, broker, recorder }: TellOptions, eventIds: readonly string[]): Promise<void> {
  let waiting = eventIds;
  for (let look = 0; look < LOOKS && waiting.length > 0; look += 1) {
    if (look > 0) await sleep(PAUSE);
    // Asked first: what is done by then has its row by then, or never gets one.
    const done = await readDone(em(), recorder, waiting);
    const recorded = await readRecorded(em(), waiting);
    for (const event of recorded) await broker.emit(trailChannel(event.organizationId), toMessage(event));
    const told = new Set(recorded.map(({ id }) => id));
    waiting = waiting.filter((id) => !told.has(id) && !done.has(id));
  }
  if (waiting.length > 0) throw CommonErrors.UNAVAILABLE('The audit trail');
}

function toMessage(event: AuditEvent): RealtimeMessage {
  const { id, organizationId, action, outcome, severity, actorType, actorId, targets } = event;
  const body: RecordedMessage = {
    organizationId,
    auditEventId: id,
    action,
    outcome,
    severity,
    actorType,
    actorId,
    targetTypes: targets.map(({ type }) => type),
    targetIds: targets.map((target) => target.id),
  };
  return { key: `audit-event:${id}`, version: '1', at: event.occurredAt.getTime(), body: JSON.stringify(body) };
}
