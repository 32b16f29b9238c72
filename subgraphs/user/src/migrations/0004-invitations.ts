import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

const AT_COMMIT = 'deferrable initially deferred';

export class CreateInvitations extends Migration {
  override up(): void {
    this.addSql(`create table invitation (${BASE}, organization_id uuid not null, email text not null check (email = lower(email)),
      kind text not null check (kind in ('EMPLOYEE', 'CLIENT', 'SUPPLIER', 'PARTNER')), role_ids uuid[] not null,
      module_keys text[] not null, metadata jsonb,
      status text not null check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED', 'EXPIRED')),
      invited_by_id uuid not null references "user" (id) ${AT_COMMIT}, accepted_by_id uuid references "user" (id) ${AT_COMMIT},
      last_sent_at timestamptz(3) not null, expires_at timestamptz(3) not null check (expires_at > last_sent_at),
      ended_at timestamptz(3), send_count int not null check (send_count > 0), token_hash text not null unique,
      check ((status = 'PENDING') = (ended_at is null)), check ((status = 'ACCEPTED') = (accepted_by_id is not null)),
      check (status <> 'PENDING' or cardinality(role_ids) > 0))`);
    this.addSql(`create unique index invitation_pending on invitation (organization_id, email) where status = 'PENDING'`);
    this.addSql('create index invitation_organization on invitation (organization_id, id)');
    this.addSql('create index invitation_address on invitation (organization_id, email, last_sent_at)');
    this.addSql(`create index invitation_due on invitation (expires_at) where status = 'PENDING'`);
    for (const sql of rowSecurity('invitation')) this.addSql(sql);
  }
}
