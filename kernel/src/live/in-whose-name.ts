import { type Identity, impersonal } from '../auth/index.js';
import type { EventRecord } from '../events/index.js';
import { isPersonalChannel } from '../realtime/index.js';
import type { ChannelsOf } from './event-message.js';

/**
 * In whose name a request with an event is executed. What many may hear is worked out once for all of them, and so in the name of
 * none: a field that depends on who asks shows nobody's own. What is told on a person's own channels alone is executed for that person.
 */
export function inWhoseName({ identity, event }: { identity: Identity; event?: unknown }, channelsOf: ChannelsOf): Identity {
  if (typeof event !== 'object' || event === null) return identity;
  const { aggregateType, aggregateId } = event as Partial<EventRecord>;
  const channels = aggregateType && aggregateId ? channelsOf(event as EventRecord) : [];
  return channels.length > 0 && channels.every(isPersonalChannel) ? identity : impersonal(identity);
}
