import { Migration } from '@mikro-orm/migrations';

/** Staff who acted as somebody else, and the API key of a service account: of events that are recorded from now on. */
export class TellWhoReallyActs extends Migration {
  override up(): void {
    this.addSql('alter table audit_event add column impersonator_id text, add column api_key_id text');
  }
}
