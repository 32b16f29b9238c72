import { Migration } from '@mikro-orm/migrations';

export class IndexEndedSessions extends Migration {
  override up(): void {
    this.addSql('create index session_ended on session (ended_at, id) where ended_at is not null');
  }
}
