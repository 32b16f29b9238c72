import { Migration } from '@mikro-orm/migrations';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class CreateSignUps extends Migration {
  override up(): void {
    this.addSql(`create table sign_up (${BASE}, idempotency_key_hash text unique, fingerprint text not null,
      state text not null check (state in ('RESERVING', 'ACCOUNT_CREATED', 'COMPLETED', 'FAILED')),
      organization_id uuid not null unique, user_id uuid not null, email text not null, display_name text not null, name text not null,
      subdomain text not null, plan_key text, industry_code text, password_hash text, error text, attempt int not null,
      claimed_at timestamptz(3) not null, released_at timestamptz(3), reported_at timestamptz(3),
      check (password_hash is null or state = 'RESERVING'))`);
    this.addSql('create index sign_up_created_at on sign_up (created_at desc, id desc)');
    this.addSql('create index sign_up_of_user on sign_up (user_id)');
    this.addSql("create index sign_up_unfinished on sign_up (state, created_at desc, id desc) where state <> 'COMPLETED'");
  }
}
