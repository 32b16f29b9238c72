import { changeKinds } from '@supergraph/kernel/live';
import { operationCanceled, operationFinished, operationProgressed } from '@supergraph/schema/events';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { RegistryLiveEventType } from './live.type.js';
import { OperationStatus } from './operation.enums.js';

export enum OperationChange {
  PROGRESSED = 'PROGRESSED',
  CANCELED = 'CANCELED',
  FINISHED = 'FINISHED',
}

registerEnumType(OperationChange, {
  name: 'OperationChange',
  description: 'What became of an operation.',
  valuesConfig: {
    PROGRESSED: { description: 'More of its items are done.' },
    CANCELED: { description: 'Somebody stopped it: no further item begins.' },
    FINISHED: { description: 'Nothing is left to do: no further event comes.' },
  },
});

export const operationChanges = changeKinds<OperationChange>({
  PROGRESSED: operationProgressed,
  CANCELED: operationCanceled,
  FINISHED: operationFinished,
});

@Directive('@tenantScoped')
@ObjectType('OperationEvent', { description: 'How far an operation is. Each one says all, so that it is enough to look at the latest.' })
export class OperationEventType extends RegistryLiveEventType {
  @Field(() => OperationChange, { description: 'What became of it.' })
  readonly change!: OperationChange;

  @Field(() => ID, { description: 'Id of the operation.' })
  readonly operationId!: string;

  @Field(() => OperationStatus, { description: 'How far it was then.' })
  readonly status!: OperationStatus;

  @Field(() => Int, { description: 'Organizations that it is for.' })
  readonly total!: number;

  @Field(() => Int, { description: 'Organizations that it had changed by then.' })
  readonly done!: number;

  @Field(() => Int, { description: 'Organizations where it could not be done.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Organizations where there was nothing to do.' })
  readonly skipped!: number;

  @Field(() => Int, { description: 'Of all organizations those whose turn had come, 0 to 100.' })
  readonly percent!: number;
}
