import { Migration } from '@mikro-orm/migrations';

export class CreateProbes extends Migration {
  override up(): void {
    // Uptime is read from the index alone.
    this.addSql(`create table service_probe (service text, checked_at timestamptz(3),
      status text not null check (status in ('UP', 'DEGRADED', 'DOWN', 'UNKNOWN')), latency_ms double precision,
      primary key (service, checked_at) include (status))`);
    this.addSql('create index service_probe_checked_at on service_probe using brin (checked_at)');
    // One row: whose turn it is, so that many replicas probe as often as one.
    this.addSql('create table probe_turn (id int primary key check (id = 1), taken_at timestamptz not null)');
    this.addSql("insert into probe_turn values (1, '-infinity')");
  }
}
