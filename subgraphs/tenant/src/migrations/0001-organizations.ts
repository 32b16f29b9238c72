import { Migration } from '@mikro-orm/migrations';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class CreateOrganizations extends Migration {
  override up(): void {
    this.addSql(`create table organization (${BASE}, slug text not null unique, name text not null,
      status text not null check (status in ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'PENDING_DELETION', 'DELETED')),
      status_reason text, industry_code text, locale text not null, timezone text not null,
      owner_ready_at timestamptz(3), modules_ready_at timestamptz(3))`);
    this.addSql('create index organization_created_at on organization (created_at desc, id desc)');
    this.addSql('create index organization_name on organization (name, id)');
    this.addSql(`create table plan (${BASE}, key text not null, version int not null,
      status text not null check (status in ('DRAFT', 'SCHEDULED', 'ACTIVE', 'ARCHIVED')), name text not null, description text,
      prices jsonb not null, trial_days int not null check (trial_days >= 0), max_users int, unique (key, version))`);
    this.addSql("create unique index plan_one_active_version on plan (key) where status = 'ACTIVE'");
    this.addSql(`create table organization_subscription (${BASE}, organization_id uuid not null unique, plan_id uuid not null references plan (id),
      status text not null check (status in ('SCHEDULED', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'CANCELED', 'EXPIRED')),
      current_period_start timestamptz(3) not null, current_period_end timestamptz(3) not null, trial_ends_at timestamptz(3),
      cancel_at_period_end boolean not null)`);
  }
}
