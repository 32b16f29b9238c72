import type { EventRecord } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { liveFacts } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { RegistryContext } from '../context.js';
import { type OperationProgress, percentOf } from '../domain/operation.entity.js';
import { findOperation } from '../queries/find-operation.js';
import { OperationType } from './operation.type.js';
import { OperationEventType, operationChanges } from './operation-event.type.js';
import { READS_OPERATIONS } from './registry.directives.js';

@Resolver(() => OperationEventType)
export class OperationEventResolver {
  @Directive(READS_OPERATIONS)
  @Subscription(() => OperationEventType, {
    description:
      'How far an operation is, from now on until it is finished. Read `operation` once after the subscription is open: it may be over by then.',
  })
  operationProgressed(@Arg('id', () => ID, { description: 'The operation.' }) _id: string, @Root() event: EventRecord) {
    const progress = event.payload as OperationProgress & { operationId: string; status: string };
    return { ...liveFacts(event), ...progress, change: operationChanges.kindOf(event), percent: percentOf(progress) };
  }

  @FieldResolver(() => OperationType, { nullable: true, description: 'The operation as it is now, which may be later than the event.' })
  operation(@Root() { operationId }: OperationEventType, @Ctx() ctx: RegistryContext) {
    return findOperation(ctx, operationId);
  }
}
