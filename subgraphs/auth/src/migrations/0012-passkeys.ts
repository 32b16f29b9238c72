import { Migration } from '@mikro-orm/migrations';
import { platformOnly } from './platform-only.js';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class AddPasskeyChallenges extends Migration {
  override up(): void {
    this.addSql(`create table passkey_challenge (${BASE}, challenge_hash text not null unique,
      purpose text not null check (purpose in ('REGISTER', 'LOGIN')), user_id uuid, expires_at timestamptz(3) not null)`);
    this.addSql('create index passkey_challenge_expires_at on passkey_challenge (expires_at)');
    for (const statement of platformOnly('passkey_challenge')) this.addSql(statement);
  }
}
