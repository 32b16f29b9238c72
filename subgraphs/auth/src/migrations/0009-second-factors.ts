import { Migration } from '@mikro-orm/migrations';
import { platformOnly } from './platform-only.js';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class AddSecondFactors extends Migration {
  override up(): void {
    this.addSql('alter table account add column has_second_factor boolean not null default false');
    this.addSql(`create table mfa_factor (${BASE}, user_id uuid not null, kind text not null check (kind in ('TOTP', 'PASSKEY')), name text,
      confirmed_at timestamptz(3), last_used_at timestamptz(3), sealed_secret text, last_step bigint,
      credential_id text unique, public_key text, counter bigint, transports text[] not null default '{}',
      check ((kind = 'TOTP') = (sealed_secret is not null)), check ((kind = 'PASSKEY') = (credential_id is not null)))`);
    this.addSql('create index mfa_factor_of_user on mfa_factor (user_id, id)');
    this.addSql("create unique index mfa_factor_one_totp on mfa_factor (user_id) where kind = 'TOTP' and confirmed_at is not null");
    this.addSql(`create table backup_code (${BASE}, user_id uuid not null, code_hash text not null, used_at timestamptz(3),
      unique (user_id, code_hash))`);
    this.addSql(`create table trusted_device (${BASE}, user_id uuid not null, token_hash text not null unique, name text, user_agent text,
      has_second_factor boolean not null, last_used_at timestamptz(3) not null, expires_at timestamptz(3) not null)`);
    this.addSql('create index trusted_device_of_user on trusted_device (user_id, id)');
    this.addSql('create index trusted_device_expires_at on trusted_device (expires_at)');
    this.addSql(`create table mfa_challenge (${BASE}, user_id uuid not null, token_hash text not null unique,
      purpose text not null check (purpose in ('VERIFY', 'ENROL')), way_in jsonb not null, attempts_left int not null,
      expires_at timestamptz(3) not null, used_at timestamptz(3))`);
    this.addSql('create index mfa_challenge_expires_at on mfa_challenge (expires_at)');
    for (const table of ['mfa_factor', 'backup_code', 'trusted_device', 'mfa_challenge']) {
      for (const statement of platformOnly(table)) this.addSql(statement);
    }
  }
}
