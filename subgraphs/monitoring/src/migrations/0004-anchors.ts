import { Migration } from '@mikro-orm/migrations';
import { asPlatform, CURRENT_USER, rowSecurity } from '@supergraph/kernel/db';

const APPEND_ONLY = ['audit_anchor', 'audit_anchored_end'];

/** Anchors are the platform's; which end of its own chain was sealed, an organization may read. Both are written once. */
export class CreateAnchors extends Migration {
  override up(): void {
    this.addSql(`create table audit_anchor (id uuid primary key, sequence int not null unique check (sequence > 0), taken_at timestamptz(3) not null,
      chains int not null check (chains > 0), root text not null, prev_hash text not null, hash text not null)`);
    this.addSql(`create table audit_anchored_end (organization_id uuid, anchor int not null, taken_at timestamptz(3) not null, length bigint not null,
      head_hash text not null, unique nulls not distinct (organization_id, length))`);
    this.#run(rowSecurity('audit_anchored_end'));
    this.addSql(`create policy no_person_inserts on audit_anchored_end as restrictive for insert with check (${CURRENT_USER} is null)`);
    this.#run([
      'alter table audit_anchor enable row level security',
      'alter table audit_anchor force row level security',
      ...asPlatform((role) => `create policy platform_all on audit_anchor to ${role} using (true) with check (true)`),
    ]);
    for (const table of APPEND_ONLY) this.#makeAppendOnly(table);
  }

  /** The function is older, and was the trail's alone. */
  #makeAppendOnly(table: string): void {
    this.addSql(`create or replace function refuse_audit_change() returns trigger language plpgsql as $$
      begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`);
    this.addSql(`create trigger ${table}_append_only before update or delete or truncate on ${table}
      for each statement execute function refuse_audit_change()`);
    this.#run(asPlatform((role) => `revoke update, delete, truncate on ${table} from ${role}`));
    this.addSql(`do $$ begin
      if exists (select from pg_roles where rolname = 'monitoring_app') then
        revoke update, delete, truncate on ${table} from monitoring_app;
      end if;
    end $$`);
  }

  #run(statements: readonly string[]): void {
    for (const statement of statements) this.addSql(statement);
  }
}
