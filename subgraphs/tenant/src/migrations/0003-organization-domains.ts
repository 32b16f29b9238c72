import { Migration } from '@mikro-orm/migrations';

/** Host names that organizations bring along. */
export class CreateOrganizationDomains extends Migration {
  override up(): void {
    this.addSql(`create table organization_domain (id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
      revision int not null default 1, organization_id uuid not null, hostname text not null check (hostname = lower(hostname)),
      status text not null check (status in ('PENDING_VERIFICATION', 'ACTIVE', 'FAILED')), token text not null,
      error_message text, verified_at timestamptz(3) check ((status = 'ACTIVE') = (verified_at is not null)),
      unique (organization_id, hostname))`);
    // Across the platform only what is proven counts: merely to list a host name takes it from nobody.
    this.addSql(`create unique index organization_domain_active on organization_domain (hostname) where status = 'ACTIVE'`);
  }
}
