import { CommonErrors } from '@supergraph/kernel/errors';
import { type ChannelsOf, ownChannel } from '@supergraph/kernel/live';
import { allOf, channelName, defineSubscription, oneOf, PLATFORM } from '@supergraph/kernel/realtime';
import type { RegistryContext } from '../context.js';
import { findOperation } from '../queries/find-operation.js';
import { operationChanges } from './operation-event.type.js';

/** The aggregate of the events of operations. */
const OPERATION = 'operation';

/** Members hear of their organization's operations on its channel, platform staff of all of them on the platform's. */
export const operationProgress = defineSubscription<RegistryContext, { id: string }>({
  field: 'operationProgressed',
  channels: ({ actor }) => [channelName(actor.isPlatform ? PLATFORM : (actor.organizationId ?? PLATFORM), OPERATION)],
  where: ({ id }) => allOf(operationChanges.where(), oneOf('payload.operationId', [id])),
  async check(ctx, { id }) {
    if (!(await findOperation(ctx, id))) throw CommonErrors.NOT_FOUND('Operation').at('id');
  },
});

/** Every event on its own channel; those of an organization's operations on the platform's, too. */
export const channelsOf: ChannelsOf = (record) => [
  ...ownChannel(record),
  ...(record.aggregateType === OPERATION && record.organizationId ? [channelName(PLATFORM, OPERATION)] : []),
];
