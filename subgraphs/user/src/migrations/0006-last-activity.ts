import { Migration } from '@mikro-orm/migrations';

export class AddLastActivity extends Migration {
  override up(): void {
    this.addSql('alter table membership add column last_active_at timestamptz(3)');
  }
}
