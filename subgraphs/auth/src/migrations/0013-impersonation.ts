import { Migration } from '@mikro-orm/migrations';

export class AddImpersonation extends Migration {
  override up(): void {
    this.addSql(`alter table session add column impersonator_id uuid, add column impersonation_reason text,
      add column is_read_only boolean not null default false,
      add check ((impersonator_id is null) = (impersonation_reason is null))`);
  }
}
