import { Migration } from '@mikro-orm/migrations';

/** No foreign key to anybody: the trail outlives what it is about. */
export class CreateAuditTrail extends Migration {
  override up(): void {
    this.addSql(`create table audit_chain (id uuid primary key default gen_random_uuid(), organization_id uuid,
      length bigint not null default 0 check (length >= 0), head_hash text not null default repeat('0', 64),
      unique nulls not distinct (organization_id))`);
    this.addSql(`create table audit_event (id uuid primary key, organization_id uuid, sequence bigint not null check (sequence > 0),
      occurred_at timestamptz(3) not null, recorded_at timestamptz(3) not null, action text not null, schema_version int not null,
      outcome text not null check (outcome in ('SUCCESS', 'FAILURE', 'DENIED')),
      severity text not null check (severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
      actor_type text not null check (actor_type in ('USER', 'SERVICE_ACCOUNT', 'SYSTEM', 'ANONYMOUS')), actor_id text,
      targets jsonb not null, changes jsonb, ip_address text, user_agent text, request_id text, session_id text,
      prev_hash text not null, hash text not null, unique nulls not distinct (organization_id, sequence))`);
    this.addSql('create index audit_event_action on audit_event (organization_id, action, sequence)');
    this.addSql('create index audit_event_actor on audit_event (organization_id, actor_id, id)');
    this.addSql('create index audit_event_occurred on audit_event (organization_id, occurred_at)');
    // Platform staff ask across organizations.
    this.addSql('create index audit_event_anywhere on audit_event (recorded_at, id)');
    this.addSql('create index audit_event_actor_anywhere on audit_event (actor_id, id)');
    this.addSql('create index audit_event_occurred_anywhere on audit_event using brin (occurred_at)');
    this.addSql('create index audit_event_targets on audit_event using gin (targets jsonb_path_ops)');
    this.#makeAppendOnly();
  }

  /** Two locks: the app role has no right to change a row, and a trigger refuses it to everybody, the owner included. */
  #makeAppendOnly(): void {
    this.addSql(`create function refuse_audit_change() returns trigger language plpgsql as $$
      begin raise exception 'audit_event is append-only' using errcode = 'restrict_violation'; end $$`);
    this.addSql(`create trigger audit_event_append_only before update or delete or truncate on audit_event
      for each statement execute function refuse_audit_change()`);
    this.addSql(`do $$ begin
      if exists (select from pg_roles where rolname = 'monitoring_app') then
        revoke update, delete, truncate on audit_event from monitoring_app;
        revoke delete, truncate on audit_chain from monitoring_app;
      end if;
    end $$`);
  }
}
