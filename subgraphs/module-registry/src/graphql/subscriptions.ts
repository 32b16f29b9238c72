import type { Actor } from '@supergraph/kernel/auth';
import { allOf, channelName, defineSubscription, type MessageFilter, oneOf, PLATFORM } from '@supergraph/kernel/realtime';
import type { RegistryContext } from '../context.js';
import { organizationModuleChanges, registryChanges, templateChanges } from './live.enums.js';
import type { OrganizationModuleEventFilterInput, RegistryEventFilterInput, TemplateEventFilterInput } from './live.type.js';

interface OfOrganization {
  organizationId: string;
  filter?: OrganizationModuleEventFilterInput | null;
}

/** Where the events of each subscription field come from. */
export const subscriptions = [
  defineSubscription<RegistryContext, OfOrganization>({
    field: 'organizationModuleChanged',
    channels: (_ctx, { organizationId }) => [channelName(organizationId, 'organization-module')],
    where: ({ filter }) => allOf(organizationModuleChanges.where(filter?.changes), oneOf('payload.moduleKey', filter?.moduleKeys)),
  }),
  defineSubscription<RegistryContext, { filter?: RegistryEventFilterInput | null }>({
    field: 'registryChanged',
    channels: () => [channelName(PLATFORM, 'module')],
    where: ({ filter }, { actor }) =>
      allOf(registryChanges.where(filter?.changes), oneOf('payload.moduleKey', filter?.moduleKeys), visibleTo(actor)),
  }),
  defineSubscription<RegistryContext, { filter?: TemplateEventFilterInput | null }>({
    field: 'templateChanged',
    channels: () => [channelName(PLATFORM, 'industry-template')],
    where: ({ filter }) => allOf(templateChanges.where(filter?.changes), oneOf('payload.code', filter?.codes)),
  }),
];

/** What is in preparation, and whom a module reaches, is platform staff's to know. */
const visibleTo = ({ isPlatform }: Actor): MessageFilter | undefined =>
  isPlatform ? undefined : { path: 'payload.status', in: ['ACTIVE', 'DEPRECATED', 'RETIRED'] };
