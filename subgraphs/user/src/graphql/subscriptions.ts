import { allOf, channelName, defineSubscription, oneOf } from '@supergraph/kernel/realtime';
import type { UserContext } from '../context.js';
import { invitationChanges, memberChanges } from './live.enums.js';
import type { InvitationEventFilterInput, MemberEventFilterInput } from './live.type.js';

interface Of<Filter> {
  organizationId: string;
  filter?: Filter | null;
}

/** Where the events of each subscription field come from. */
export const subscriptions = [
  defineSubscription<UserContext, Of<MemberEventFilterInput>>({
    field: 'memberChanged',
    channels: (_ctx, { organizationId }) => [channelName(organizationId, 'membership')],
    where: ({ filter }) =>
      allOf(memberChanges.where(filter?.changes), oneOf('payload.userId', filter?.userIds), oneOf('payload.status', filter?.statuses)),
  }),
  defineSubscription<UserContext, Of<InvitationEventFilterInput>>({
    field: 'invitationChanged',
    channels: (_ctx, { organizationId }) => [channelName(organizationId, 'invitation')],
    where: ({ filter }) => allOf(invitationChanges.where(filter?.changes), oneOf('payload.status', filter?.statuses)),
  }),
];
