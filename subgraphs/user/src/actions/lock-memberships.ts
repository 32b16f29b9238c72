import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Until the transaction ends, nobody else decides who belongs to the organization and as what. Take it before reading
 * what the decision rests on: two owners who demote each other at once must see one another.
 */
export async function lockMemberships(em: EntityManager, organizationId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`memberships:${organizationId}`]);
}
