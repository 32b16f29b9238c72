import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;

export class CreateSecurityPolicies extends Migration {
  override up(): void {
    this.addSql(`create table security_policy (${BASE}, organization_id uuid not null unique, mfa_required boolean not null,
      session_idle_minutes int not null check (session_idle_minutes between 5 and 43200),
      session_max_hours int not null check (session_max_hours between 1 and 8760),
      password_min_length int not null check (password_min_length between 8 and 64),
      password_max_age_days int check (password_max_age_days between 1 and 3650), allowed_ip_cidrs text[] not null,
      lockout_max_attempts int not null check (lockout_max_attempts between 3 and 10),
      lockout_minutes int not null check (lockout_minutes between 60 and 1440), allow_impersonation boolean not null)`);
    for (const statement of rowSecurity('security_policy')) this.addSql(statement);
  }
}
