import { CommonErrors } from '@supergraph/kernel/errors';
import { type ChannelsOf, ownChannel } from '@supergraph/kernel/live';
import { allOf, channelName, defineSubscription, userOwner } from '@supergraph/kernel/realtime';
import type { AuthContext } from '../context.js';
import { type SessionEventFilterInput, sessionChanges } from './live.type.js';

/** A session is told to the person it belongs to, and to nobody else. */
export const channelsOf: ChannelsOf = (record) =>
  record.aggregateType === 'session' ? [sessionsOf((record.payload as { userId: string }).userId)] : ownChannel(record);

const sessionsOf = (userId: string) => channelName(userOwner(userId), 'session');

/** Where the events of each subscription field come from. */
export const subscriptions = [
  defineSubscription<AuthContext, { filter?: SessionEventFilterInput | null }>({
    field: 'sessionChanged',
    channels: ({ actor }) => {
      if (actor.kind !== 'user' || actor.subject === null) throw CommonErrors.FORBIDDEN();
      return [sessionsOf(actor.subject)];
    },
    // A person's sessions in other organizations are for the logins there.
    where: ({ filter }, { actor }) => allOf(sessionChanges.where(filter?.changes), { path: 'organizationId', in: [actor.organizationId] }),
  }),
];
