import { isUuid } from '@supergraph/kernel/db';
import type { PartialFacts } from '@supergraph/kernel/tenancy';
import type { TenantContext } from '../context.js';
import { DomainStatus } from '../domain/organization-domain.entity.js';
import { SubscriptionStatus } from '../domain/organization-subscription.entity.js';

interface Row {
  id: string;
  slug: string;
  status: string;
  hosts: string[];
  requests_per_minute: number | null;
  module_keys: string[] | null;
  subscription_status: SubscriptionStatus | null;
  current_period_end: Date | null;
}

/** What is paid for, or not yet demanded. */
const ENTITLING: ReadonlySet<SubscriptionStatus> = new Set([
  SubscriptionStatus.TRIALING,
  SubscriptionStatus.ACTIVE,
  SubscriptionStatus.PAST_DUE,
]);

const LONG_AGO = new Date(0).toISOString();

/** What every process has to know of these organizations; one that is not there is left out. One statement. */
export async function readOrganizationFacts({ em }: TenantContext, ids: readonly string[]): Promise<PartialFacts[]> {
  const schema = em.config.get('schema');
  const rows = await em.execute<Row[]>(
    `select o.id, o.slug, o.status, p.requests_per_minute, p.module_keys, s.status as subscription_status, s.current_period_end,
       array(select d.hostname from "${schema}".organization_domain d where d.organization_id = o.id and d.status = ? order by 1) as hosts
     from "${schema}".organization o
     left join "${schema}".organization_subscription s on s.organization_id = o.id
     left join "${schema}".plan p on p.id = s.plan_id
     where o.id = any(?::uuid[])`,
    [DomainStatus.ACTIVE, `{${ids.filter((id) => isUuid(id)).join(',')}}`],
  );
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    status: row.status,
    hosts: row.hosts,
    requestsPerMinute: row.requests_per_minute,
    entitledUntil: entitledUntil(row),
    entitledModules: row.module_keys,
  }));
}

/** Null where no subscription sets an end. */
function entitledUntil({ subscription_status: status, current_period_end: end }: Row): string | null {
  if (!status || !end) return null;
  return ENTITLING.has(status) ? new Date(end).toISOString() : LONG_AGO;
}
