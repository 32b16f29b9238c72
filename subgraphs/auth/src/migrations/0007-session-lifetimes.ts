import { Migration } from '@mikro-orm/migrations';

/** Defaults stay: while replicas are exchanged, the older ones still start sessions. */
export class AddSessionLifetimes extends Migration {
  override up(): void {
    this.addSql(`alter table session
      add column idle_seconds int not null default 604800,
      add column ends_at timestamptz(3) not null default now() + interval '30 days',
      add column auth_methods text[] not null default '{pwd}',
      add column aal int not null default 1 check (aal in (1, 2)),
      add column authenticated_at timestamptz(3) not null default 'epoch',
      add column generation int not null default 0`);
    // What nobody wrote down when it happened was long ago: sensitive changes ask such a session for the password first.
    this.addSql('alter table session alter column authenticated_at set default now()');
  }
}
