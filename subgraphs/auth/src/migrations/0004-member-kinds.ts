import { Migration } from '@mikro-orm/migrations';

export class AddMemberKinds extends Migration {
  override up(): void {
    // Null for the memberships from before: user owns the kinds, and its next event about each of them fills it.
    this.addSql("alter table membership_grant add column kind text check (kind in ('EMPLOYEE', 'CLIENT', 'SUPPLIER', 'PARTNER'))");
  }
}
