import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';
import { platformOnly } from './platform-only.js';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class AddIdentityProviders extends Migration {
  override up(): void {
    this.addSql(`create table identity_provider (${BASE}, organization_id uuid not null, name text not null, issuer text not null,
      client_id text not null, sealed_secret text not null, is_enabled boolean not null, email_domains text[] not null,
      trusts_second_factor boolean not null)`);
    this.addSql('create index identity_provider_of_organization on identity_provider (organization_id, id)');
    for (const statement of rowSecurity('identity_provider')) this.addSql(statement);

    this.addSql(`create table linked_identity (${BASE}, user_id uuid not null, provider_id text not null, issuer text not null,
      subject text not null, email text, last_used_at timestamptz(3), unique (provider_id, issuer, subject))`);
    this.addSql('create index linked_identity_of_user on linked_identity (user_id, id)');
    this.addSql(`create table oidc_attempt (${BASE}, purpose text not null check (purpose in ('LOGIN', 'LINK')),
      login_state_hash text not null unique, provider_id text not null, issuer text not null, redirect_uri text not null, slug text,
      device_name text, user_id uuid, expires_at timestamptz(3) not null, check ((purpose = 'LINK') = (user_id is not null)))`);
    this.addSql('create index oidc_attempt_expires_at on oidc_attempt (expires_at)');
    for (const table of ['linked_identity', 'oidc_attempt']) for (const statement of platformOnly(table)) this.addSql(statement);

    this.addSql('alter table session add column provider_id text');
    this.addSql('create index session_of_provider on session (provider_id) where provider_id is not null');
  }
}
