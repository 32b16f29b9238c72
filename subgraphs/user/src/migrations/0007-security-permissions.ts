import { Migration } from '@mikro-orm/migrations';

/** Owners and admins see to how members log in, and to the organization's machines. */
export class AllowSecurity extends Migration {
  override up(): void {
    // The rows are nobody's, and the table's owner is held by its policies like everybody else.
    this.addSql('alter table role no force row level security');
    this.addSql(`update role set permissions = permissions || array['org:security:write', 'org:keys:write'], updated_at = now()
      where organization_id is null and key in ('owner', 'admin')`);
    this.addSql('alter table role force row level security');
  }
}
