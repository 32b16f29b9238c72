import { Migration } from '@mikro-orm/migrations';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

// Checked at the commit: rows of one flush may come in any order, since ids and not relations hold them together.
const AT_COMMIT = 'deferrable initially deferred';

export class CreateUsers extends Migration {
  override up(): void {
    this.addSql(`create table "user" (${BASE}, email text not null unique check (email = lower(email)),
      username text unique check (username = lower(username)), first_name text, last_name text, display_name text not null,
      avatar_url text, locale text, timezone text,
      status text not null check (status in ('ACTIVE', 'DISABLED', 'PENDING_VERIFICATION', 'DELETED')), is_platform_admin boolean not null)`);
    this.addSql('create index user_created_at on "user" (created_at desc, id desc)');
    // Without an organization a role is built in; "nulls not distinct" keeps the keys of those apart, too.
    this.addSql(`create table role (${BASE}, organization_id uuid, key text not null, name text not null, description text,
      permissions text[] not null, unique nulls not distinct (organization_id, key))`);
    this.addSql(`create table membership (${BASE}, organization_id uuid not null, user_id uuid not null references "user" (id) ${AT_COMMIT},
      status text not null check (status in ('ACTIVE', 'SUSPENDED', 'REMOVED')),
      kind text not null check (kind in ('EMPLOYEE', 'CLIENT', 'SUPPLIER', 'PARTNER')), title text, joined_at timestamptz(3) not null,
      invited_by_id uuid references "user" (id) ${AT_COMMIT}, unique (organization_id, user_id), unique (organization_id, id))`);
    this.addSql('create index membership_user_id on membership (user_id)');
    // The key over two columns keeps a role of one organization from ending up on a membership of another.
    this.addSql(`create table membership_role (${BASE}, organization_id uuid not null, membership_id uuid not null,
      role_id uuid not null references role (id) ${AT_COMMIT},
      foreign key (organization_id, membership_id) references membership (organization_id, id) on delete cascade ${AT_COMMIT},
      unique (organization_id, membership_id, role_id))`);
    this.addSql('create index membership_role_organization_role on membership_role (organization_id, role_id)');
    this.addSql(`create table released_organization (${BASE}, organization_id uuid not null unique)`);
  }
}
