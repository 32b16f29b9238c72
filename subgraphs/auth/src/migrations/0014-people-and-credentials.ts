import { Migration } from '@mikro-orm/migrations';

export class KeepPeopleAndCredentials extends Migration {
  override up(): void {
    // Sessions of staff who are disabled end, those in which they act as others among them.
    this.addSql('create index session_of_impersonator on session (impersonator_id) where impersonator_id is not null');
    // Codes from before were hashed without their row.
    this.addSql('alter table backup_code add column is_salted boolean not null default false');
    // What somebody was told of the end of a key, or of a password: how many days were left, and when.
    this.addSql('alter table api_key add column reminded_days int');
    this.addSql('create index api_key_ends on api_key (expires_at) where revoked_at is null');
    this.addSql('alter table account add column password_reminded_at timestamptz(3)');
  }
}
