import { Embeddable, Enum, Property } from '@mikro-orm/decorators/legacy';

export enum ScheduleStatus {
  /** Something is still to come. */
  PENDING = 'PENDING',
  APPLIED = 'APPLIED',
  /** It could not be done when its time came. */
  FAILED = 'FAILED',
  /** The organization is out of service; what became due meanwhile is made up for when it is back. */
  SUSPENDED = 'SUSPENDED',
  CANCELED = 'CANCELED',
}

export interface ScheduleTimes {
  enableAt: Date | null;
  /** After `enableAt`, where there is one. */
  disableAt: Date | null;
}

/** When an organization's module is switched on and off by itself, and what became of it. */
@Embeddable()
export class ModuleSchedule implements ScheduleTimes {
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  enableAt: Date | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  disableAt: Date | null;

  @Enum({ items: () => ScheduleStatus, type: 'text' })
  status: ScheduleStatus;

  @Property({ type: 'text', nullable: true })
  failureReason: string | null = null;

  /** When something is to be done next; null where nothing is. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  dueAt: Date | null;

  constructor({ enableAt, disableAt }: ScheduleTimes, { suspended }: { suspended: boolean }) {
    this.enableAt = enableAt;
    this.disableAt = disableAt;
    this.dueAt = enableAt ?? disableAt;
    this.status = suspended ? ScheduleStatus.SUSPENDED : ScheduleStatus.PENDING;
  }

  /**
   * A step is done: the next one is due, or all of it is applied.
   *
   * @returns whether that was the last one.
   */
  advance(): boolean {
    const wasEnabled = this.enableAt !== null && this.dueAt?.getTime() === this.enableAt.getTime();
    this.dueAt = wasEnabled ? this.disableAt : null;
    if (!this.dueAt) this.status = ScheduleStatus.APPLIED;
    return !this.dueAt;
  }

  fail(reason: string): void {
    this.status = ScheduleStatus.FAILED;
    this.dueAt = null;
    this.failureReason = reason;
  }

  /** @returns whether anything was still to come. */
  cancel(): boolean {
    if (!isLive(this)) return false;
    this.status = ScheduleStatus.CANCELED;
    this.dueAt = null;
    return true;
  }

  /** Waits while the organization is out of service, and goes on when it is back. */
  hold(suspended: boolean): void {
    if (isLive(this)) this.status = suspended ? ScheduleStatus.SUSPENDED : ScheduleStatus.PENDING;
  }
}

/** Whether anything is still to come, now or when the organization is back in service. */
export const isLive = ({ status }: Pick<ModuleSchedule, 'status'>): boolean =>
  status === ScheduleStatus.PENDING || status === ScheduleStatus.SUSPENDED;
