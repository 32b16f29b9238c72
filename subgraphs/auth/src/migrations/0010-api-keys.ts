import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class CreateApiKeys extends Migration {
  override up(): void {
    this.addSql(`create table service_account (${BASE}, organization_id uuid not null, name text not null, description text,
      scopes text[] not null, enabled boolean not null, created_by_id uuid, deleted_at timestamptz(3))`);
    this.addSql('create index service_account_of_organization on service_account (organization_id, id)');
    this.addSql(`create table api_key (${BASE}, organization_id uuid not null, service_account_id uuid not null references service_account,
      secret_hash text not null, last4 text not null, scopes text[] not null, allowed_ip_cidrs text[] not null, rate_limit_per_minute int,
      expires_at timestamptz(3), rotates_from uuid, revokes_at timestamptz(3), revoked_at timestamptz(3), last_used_at timestamptz(3),
      last_used_ip text)`);
    this.addSql('create index api_key_of_organization on api_key (organization_id, id)');
    this.addSql('create index api_key_of_service_account on api_key (service_account_id, id)');
    for (const table of ['service_account', 'api_key']) for (const statement of rowSecurity(table)) this.addSql(statement);
  }
}
