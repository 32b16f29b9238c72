import { type ChannelsOf, ownChannel } from '@supergraph/kernel/live';
import { allOf, channelName, defineSubscription, oneOf, PLATFORM } from '@supergraph/kernel/realtime';
import type { TenantContext } from '../context.js';
import { organizationChanges, subscriptionChanges } from './live.enums.js';
import type { OrganizationEventFilterInput } from './live.type.js';

interface OfOrganization {
  organizationId: string;
}

const OF_ALL = channelName(PLATFORM, 'organization');

/** What happens to an organization is told to itself, and to whoever watches over all of them. */
export const channelsOf: ChannelsOf = (record) =>
  record.aggregateType === 'organization' ? [...ownChannel(record), OF_ALL] : ownChannel(record);

/** Where the events of each subscription field come from. */
export const subscriptions = [
  defineSubscription<TenantContext, OfOrganization>({
    field: 'organizationChanged',
    channels: (_ctx, { organizationId }) => [channelName(organizationId, 'organization')],
    where: () => organizationChanges.where(),
  }),
  defineSubscription<TenantContext, OfOrganization>({
    field: 'subscriptionChanged',
    channels: (_ctx, { organizationId }) => [channelName(organizationId, 'subscription')],
    where: () => subscriptionChanges.where(),
  }),
  defineSubscription<TenantContext, { filter?: OrganizationEventFilterInput | null }>({
    field: 'organizationsChanged',
    channels: () => [OF_ALL],
    where: ({ filter }) => allOf(organizationChanges.where(filter?.changes), oneOf('organizationId', filter?.organizationIds)),
  }),
];
