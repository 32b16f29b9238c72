import { Migration } from '@mikro-orm/migrations';

/** The ways to what changed lately, in all organizations: asked by every process when it starts. */
export class IndexChangedMembers extends Migration {
  override up(): void {
    this.addSql('create index membership_updated_at on membership (updated_at)');
    this.addSql('create index role_updated_at on role (updated_at) where organization_id is not null');
  }
}
