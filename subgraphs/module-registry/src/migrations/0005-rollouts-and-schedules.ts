import { Migration } from '@mikro-orm/migrations';

export class CreateRolloutsAndSchedules extends Migration {
  override up(): void {
    // On a new database the seeds are in the same transaction, with checks that wait for its end; a table with such is not altered.
    this.addSql('set constraints all immediate');
    this.addSql(`alter table module add column rollout jsonb check ((rollout ->> 'percentage')::int between 0 and 100),
      add column rollout_due_at timestamptz(3)`);
    this.addSql('create index module_rollout_due on module (rollout_due_at) where rollout_due_at is not null');
    this.addSql('alter table module_set add column suspended boolean not null default false');
    this.addSql(`alter table organization_module add column schedule_enable_at timestamptz(3), add column schedule_disable_at timestamptz(3),
      add column schedule_status text check (schedule_status in ('PENDING', 'APPLIED', 'FAILED', 'SUSPENDED', 'CANCELED')),
      add column schedule_failure_reason text, add column schedule_due_at timestamptz(3),
      add check (schedule_enable_at < schedule_disable_at),
      add check ((schedule_due_at is not null) = (schedule_status is not null and schedule_status in ('PENDING', 'SUSPENDED')))`);
    this.addSql("create index organization_module_due on organization_module (schedule_due_at) where schedule_status = 'PENDING'");
  }
}
