import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';

export enum OperationItemStatus {
  PENDING = 'PENDING',
  DONE = 'DONE',
  FAILED = 'FAILED',
  SKIPPED = 'SKIPPED',
}

export enum SkipReason {
  /** The organization has it all already. */
  NOTHING_TO_DO = 'NOTHING_TO_DO',
  /** The rollout of the module does not reach the organization. */
  NOT_REACHED = 'NOT_REACHED',
  /** The operation was canceled before its turn came. */
  CANCELED = 'CANCELED',
}

/** Why an item failed, as a mutation would have told it. */
export interface ItemProblem {
  code: string;
  message: string;
  /** An item has no input of its own. */
  field: null;
  [detail: string]: unknown;
}

/** What became of an item. */
export type ItemOutcome =
  | { status: OperationItemStatus.DONE; moduleKeys: string[]; applicationId?: string }
  | { status: OperationItemStatus.SKIPPED; reason: SkipReason }
  | { status: OperationItemStatus.FAILED; problem: ItemProblem };

/** One organization of an operation, and what became of it there. Whose operation it is says the operation. */
@Entity()
export class OperationItem extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  operationId!: string;

  @Enum({ items: () => OperationItemStatus, type: 'text' })
  status: OperationItemStatus = OperationItemStatus.PENDING;

  @Enum({ items: () => SkipReason, type: 'text', nullable: true })
  skipReason: SkipReason | null = null;

  @Property({ type: 'json', nullable: true })
  problem: ItemProblem | null = null;

  /** Modules that the organization has since. */
  @Property({ type: 'array', columnType: 'text[]' })
  moduleKeys: string[] = [];

  /** The application of the template that it has since. */
  @Property({ type: 'uuid', nullable: true })
  applicationId: string | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  finishedAt: Date | null = null;

  settle(outcome: ItemOutcome): void {
    this.status = outcome.status;
    this.finishedAt = new Date();
    if (outcome.status === OperationItemStatus.SKIPPED) this.skipReason = outcome.reason;
    if (outcome.status === OperationItemStatus.FAILED) this.problem = outcome.problem;
    if (outcome.status !== OperationItemStatus.DONE) return;
    this.moduleKeys = outcome.moduleKeys;
    this.applicationId = outcome.applicationId ?? null;
  }
}
