import { Migration } from '@mikro-orm/migrations';
import { platformOnly } from './platform-only.js';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class AddCredentials extends Migration {
  override up(): void {
    this.addSql(`alter table account add column email_verified_at timestamptz(3),
      add column password_changed_at timestamptz(3) not null default now()`);
    this.addSql(`create table former_password (${BASE}, user_id uuid not null, password_hash text not null)`);
    this.addSql('create index former_password_of_user on former_password (user_id, id)');
    this.addSql(`create table one_time_token (${BASE}, purpose text not null, user_id uuid not null, token_hash text not null unique,
      data jsonb not null, expires_at timestamptz(3) not null, used_at timestamptz(3))`);
    this.addSql('create index one_time_token_of_user on one_time_token (user_id, purpose)');
    this.addSql('create index one_time_token_expires_at on one_time_token (expires_at)');
    this.addSql(`create table outgoing_mail (${BASE}, kind text not null, sealed_data text not null, attempts int not null,
      due_at timestamptz(3) not null)`);
    this.addSql('create index outgoing_mail_due_at on outgoing_mail (due_at)');
    // Losing counts in a crash is no harm, and they are written with every login.
    this.addSql(
      'create unlogged table throttle (key text primary key, full_until timestamptz not null, seconds float not null, is_allowed boolean not null)',
    );
    this.addSql('create index throttle_full_until on throttle (full_until)');
    this.addSql(`create table login_guard (account_key text not null, source_key text not null, failures int not null,
      since timestamptz(3) not null, blocked_until timestamptz(3), primary key (account_key, source_key))`);
    this.addSql('create index login_guard_since on login_guard (since)');
    for (const table of ['former_password', 'one_time_token', 'outgoing_mail', 'throttle', 'login_guard']) {
      for (const statement of platformOnly(table)) this.addSql(statement);
    }
  }
}
