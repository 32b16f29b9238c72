import type { EntityManager } from '@mikro-orm/postgresql';
import { SecurityPolicy } from '../domain/security-policy.entity.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The policies of the organizations that somebody is a member of, as far as they have any of their own. One statement, for nobody, too. */
export async function findPoliciesOf({ em }: { em: EntityManager }, userId: string | null): Promise<SecurityPolicy[]> {
  const rows = await em.execute<Record<string, unknown>[]>(
    `select p.* from security_policy p join membership_grant g on g.organization_id = p.organization_id
     where g.user_id = ? and g.status = 'ACTIVE'`,
    [userId ?? NOBODY],
  );
  return rows.map((row) => em.map(SecurityPolicy, row));
}
