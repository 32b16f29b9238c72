import { Migration } from '@mikro-orm/migrations';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class CreateAccounts extends Migration {
  override up(): void {
    this.addSql(`create table account (${BASE}, email text not null unique check (email = lower(email)), password_hash text not null,
      display_name text not null, platform_scopes text[] not null, status text not null check (status in ('ACTIVE', 'DISABLED')),
      failed_logins int not null, failing_since timestamptz(3), paused_until timestamptz(3))`);
    this.addSql(`create table session (${BASE}, user_id uuid not null, organization_id uuid, refresh_token_hash text not null,
      previous_refresh_token_hash text, rotation_nonce text, rotated_at timestamptz(3),
      status text not null check (status in ('ACTIVE', 'EXPIRED', 'REVOKED')), ended_at timestamptz(3),
      ended_reason text check (ended_reason in ('LOGOUT', 'REVOKED_BY_USER', 'REVOKED_BY_ADMIN', 'TOKEN_REUSE', 'PASSWORD_CHANGED',
        'MEMBERSHIP_REMOVED', 'USER_DISABLED', 'ORGANIZATION_SUSPENDED', 'IDLE_TIMEOUT', 'MAX_LIFETIME')),
      ip_address text, user_agent text, device_name text, last_used_at timestamptz(3) not null, expires_at timestamptz(3) not null)`);
    this.addSql("create index session_active_of_organization on session (organization_id, user_id) where status = 'ACTIVE'");
    this.addSql('create index session_of_user on session (user_id, id)');
    this.addSql(`create table signing_key (${BASE}, kid text not null unique,
      state text not null check (state in ('NEXT', 'CURRENT', 'PREVIOUS')), public_jwk jsonb not null, encrypted_private_key text not null)`);
    this.addSql("create unique index signing_key_one_current on signing_key (state) where state = 'CURRENT'");
    this.addSql(`create table organization (${BASE}, slug text not null, name text not null,
      status text not null check (status in ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'PENDING_DELETION', 'DELETED')))`);
    this.addSql(`create table membership_grant (${BASE}, organization_id uuid not null, user_id uuid not null, role_keys text[] not null,
      permissions text[] not null, status text not null check (status in ('ACTIVE', 'SUSPENDED', 'REMOVED')))`);
    this.addSql('create index membership_grant_of_organization on membership_grant (organization_id, user_id)');
    this.addSql('create index membership_grant_of_user on membership_grant (user_id)');
  }
}
