import { type DirectConsumer, defineDirectConsumer } from '@supergraph/kernel/events';
import { auditAnchored } from '@supergraph/schema/events';
import { type TellOptions, tellAuditEvents } from '../actions/tell-audit-events.js';
import { auditEveryEvent } from './audit-every-event.js';

/** Whoever watches a trail hears of a row once it is there: of the event that it was made from, and not of one of its own. */
export const tellRecordedEvents = (options: Omit<TellOptions, 'recorder'>): DirectConsumer =>
  defineDirectConsumer({
    name: 'tell-recorded-events',
    events: 'all',
    handle: (records) => {
      const recorded = records.filter(({ type }) => type !== auditAnchored.type);
      return tellAuditEvents(
        { ...options, recorder: auditEveryEvent.name },
        recorded.map(({ id }) => id),
      );
    },
  });
