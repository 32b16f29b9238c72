import { connectionType, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Operation } from '../domain/operation.entity.js';
import type { ItemProblem, OperationItem } from '../domain/operation-item.entity.js';
import type { OperationPlan } from '../queries/plan-operation.js';
import { OperationItemStatus, OperationKind, OperationStatus, SkipReason } from './operation.enums.js';
import { UserErrorType } from './registry.errors.js';

type Shown =
  | 'id'
  | 'kind'
  | 'status'
  | 'total'
  | 'done'
  | 'failed'
  | 'skipped'
  | 'percent'
  | 'cancelable'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('Operation', { description: 'A change of many organizations that goes on by itself until it is done or canceled.' })
export class OperationType implements Pick<Operation, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => OperationKind, { description: 'What it does.' })
  readonly kind!: OperationKind;

  @Field(() => OperationStatus, { description: 'How far it is.' })
  readonly status!: OperationStatus;

  @Field(() => Int, { description: 'Organizations that it is for.' })
  readonly total!: number;

  @Field(() => Int, { description: 'Organizations that it has changed.' })
  readonly done!: number;

  @Field(() => Int, { description: 'Organizations where it could not be done; nothing changed there.' })
  readonly failed!: number;

  @Field(() => Int, { description: 'Organizations where there was nothing to do.' })
  readonly skipped!: number;

  @Field(() => Int, { description: 'Of all organizations those whose turn has come, 0 to 100.' })
  readonly percent!: number;

  @Field(() => Boolean, { description: 'Whether there is something left to stop.' })
  readonly cancelable!: boolean;

  @Field(() => DateTime, { description: 'When it was accepted.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its first items were done; null before.' })
  readonly startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When nothing was left to do: from then on nothing of it changes. Null before.' })
  readonly finishedAt!: Date | null;
}

export const OperationConnectionType = connectionType('Operation', () => OperationType);

@Directive('@tenantScoped')
@ObjectType('OperationItem', { description: 'One organization of an operation, and what became of it there.' })
export class OperationItemType implements Pick<OperationItem, 'id' | 'status' | 'skipReason' | 'problem' | 'finishedAt'> {
  @Field(() => ID, { description: 'Stable, for programs.' })
  readonly id!: string;

  @Field(() => OperationItemStatus, { description: 'What became of it.' })
  readonly status!: OperationItemStatus;

  @Field(() => SkipReason, { nullable: true, description: 'Why there was nothing to do, where there was not.' })
  readonly skipReason!: SkipReason | null;

  @Field(() => UserErrorType, {
    nullable: true,
    description: 'Why it failed, where it did, as the mutation for one organization tells it.',
  })
  readonly problem!: ItemProblem | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was settled; null before.' })
  readonly finishedAt!: Date | null;
}

export const OperationItemConnectionType = connectionType('OperationItem', () => OperationItemType, { totalCount: true });

@ObjectType('OperationPlan', { description: 'What an operation would do as things stand, in organizations.' })
export class OperationPlanType implements OperationPlan {
  @Field(() => Int, { description: 'Organizations that it would be for.' })
  readonly total!: number;

  @Field(() => Int, { description: 'It would change these.' })
  readonly change!: number;

  @Field(() => Int, { description: 'There would be nothing to do for these.' })
  readonly skip!: number;

  @Field(() => Int, { description: 'It could not be done to these, or there is no such organization.' })
  readonly fail!: number;
}

@ObjectType('OperationPayload', { description: 'The operation, what it would do, or why nothing changed.' })
export class OperationPayload {
  @Field(() => OperationType, { nullable: true, description: 'The operation as it is now; null for a dry run, and where nothing changed.' })
  readonly operation?: OperationType | null;

  @Field(() => OperationPlanType, { nullable: true, description: 'What it would do; for a dry run only.' })
  readonly plan?: OperationPlan | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
