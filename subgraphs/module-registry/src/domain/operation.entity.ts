import { Entity, Enum, Filter, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, type TenantFilter } from '@supergraph/kernel/db';
import type { OperationCommand, OperationKind } from './operation-command.js';
import { RegistryErrors } from './registry.errors.js';

export enum OperationStatus {
  /** Accepted; no item has been begun. */
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  SUCCEEDED = 'SUCCEEDED',
  /** Some items failed. */
  PARTIALLY_FAILED = 'PARTIALLY_FAILED',
  /** All items failed. */
  FAILED = 'FAILED',
  CANCELED = 'CANCELED',
}

/** How many items of an operation came to which end. */
export interface OperationCounts {
  done: number;
  failed: number;
  skipped: number;
}

/** The counts, and of how many. */
export interface OperationProgress extends OperationCounts {
  total: number;
}

/** Of all items those whose turn has come, 0 to 100; 100 only where that is all of them. */
export const percentOf = ({ total, done, failed, skipped }: OperationProgress): number =>
  total === 0 ? 100 : Math.floor((100 * (done + failed + skipped)) / total);

export interface NewOperation {
  /** Null for platform staff. */
  organizationId: string | null;
  command: OperationCommand;
  /** Users only ask for operations. */
  requestedBy: string;
  idempotencyKey: string;
  inputHash: string;
}

/** Members see what their organization asked for, and never what the platform does; staff see all. */
const ofOwner = (filter: unknown) => {
  const { platform, organizationId } = filter as TenantFilter;
  return platform ? {} : { organizationId };
};

/** A change of many organizations' modules that goes on by itself, item by item, until it is done or canceled. */
@Filter({ name: 'tenant', cond: ofOwner, default: true })
@Entity()
@Unique({ properties: ['requestedBy', 'idempotencyKey'] })
export class Operation extends BaseEntity {
  /** Whose operation it is, not whom it changes; null for the platform's. */
  @Property({ type: 'uuid', nullable: true })
  organizationId: string | null;

  @Property({ type: 'text' })
  kind: OperationKind;

  @Enum({ items: () => OperationStatus, type: 'text' })
  status: OperationStatus = OperationStatus.QUEUED;

  @Property({ type: 'json' })
  command: OperationCommand;

  @Property({ type: 'integer' })
  total = 0;

  @Property({ type: 'integer' })
  done = 0;

  @Property({ type: 'integer' })
  failed = 0;

  @Property({ type: 'integer' })
  skipped = 0;

  /** Number of the chunk that was asked for last. */
  @Property({ type: 'integer' })
  chunk = 0;

  @Property({ type: 'uuid' })
  requestedBy: string;

  @Property({ type: 'text', hidden: true })
  idempotencyKey: string;

  /** What the key stands for. */
  @Property({ type: 'text', hidden: true })
  inputHash: string;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  startedAt: Date | null = null;

  /** When nothing was left to do: of a canceled one, a moment after it was canceled. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  finishedAt: Date | null = null;

  constructor({ command, ...init }: NewOperation) {
    super();
    this.organizationId = init.organizationId;
    this.kind = command.kind;
    this.command = command;
    this.requestedBy = init.requestedBy;
    this.idempotencyKey = init.idempotencyKey;
    this.inputHash = init.inputHash;
  }

  get isFinished(): boolean {
    return this.finishedAt !== null;
  }

  /** Whether there is anything left to stop. */
  get cancelable(): boolean {
    return this.status === OperationStatus.QUEUED || this.status === OperationStatus.RUNNING;
  }

  /** The turn of every item has come. */
  get isComplete(): boolean {
    return this.done + this.failed + this.skipped === this.total;
  }

  /** 0 to 100. */
  get percent(): number {
    return percentOf(this);
  }

  /** @throws RegistryErrors.OPERATION_NOT_CANCELABLE */
  cancel(): void {
    if (!this.cancelable) throw RegistryErrors.OPERATION_NOT_CANCELABLE();
    this.status = OperationStatus.CANCELED;
  }

  /** Takes the ends of further items into account. */
  progress({ done, failed, skipped }: OperationCounts): void {
    this.startedAt ??= new Date();
    if (this.status === OperationStatus.QUEUED) this.status = OperationStatus.RUNNING;
    this.done += done;
    this.failed += failed;
    this.skipped += skipped;
  }

  /** Nothing is left to do. */
  finish(): void {
    this.finishedAt = new Date();
    if (this.status === OperationStatus.CANCELED) return;
    const failure = this.failed === this.total ? OperationStatus.FAILED : OperationStatus.PARTIALLY_FAILED;
    this.status = this.failed > 0 ? failure : OperationStatus.SUCCEEDED;
  }
}
