import type { EntityManager } from '@mikro-orm/postgresql';
import { boundRole, type Role, readRole } from './role.js';
import { readTables, type Table } from './tables.js';
import { type TenantEntity, tenantEntities } from './tenant-entities.js';

/** The kernel's: the platform's role alone reads them, in the order of their events, so that no index begins with the organization. */
const QUEUES = ['event_log', 'outbox'];

/**
 * What stands open between organizations in a subgraph's schema: each a sentence, none where every lock is in place. An entity that
 * holds an organization has the tenant filter; its table, and any other with a column for it, has row security that asks for the
 * organization, and an index that begins with it; and the role at work is bound by all that.
 * @param em works as a request of nobody does: under the subgraph's own role.
 */
export async function rowLockGaps(em: EntityManager): Promise<string[]> {
  const entities = tenantEntities(em);
  const unfiltered = entities.filter(({ isFiltered }) => !isFiltered).map(({ name }) => `${name} has no tenant filter`);
  const tables = await readTables(em);
  return [
    ...unfiltered,
    ...tables.flatMap((table) => gapsOf(table, entities)),
    ...looseEndsOf(await readRole(em), em.config.get('schema')),
  ];
}

function gapsOf(table: Table, entities: TenantEntity[]): string[] {
  const { name, columns, enabled, forced, policies, unbound, indexed } = table;
  const held = columns.includes('organization_id');
  const isOwned = held || entities.some((entity) => entity.table === name);
  const key = held ? 'organization_id' : 'id';
  const gaps = [
    (isOwned || policies.length > 0) && !enabled && 'row security is not enabled',
    (isOwned || policies.length > 0) && !forced && 'row security is not forced',
    isOwned && policies.length === 0 && 'there is no policy',
    unbound.length > 0 && `nothing narrows ${unbound.join(', ')}`,
    isOwned && !QUEUES.includes(name) && !indexed.includes(key) && `no index begins with ${key}`,
  ];
  return gaps.filter((gap) => gap !== false).map((gap) => `${name}: ${gap}`);
}

function looseEndsOf(role: Role, schema = ''): string[] {
  const bound = boundRole(schema);
  const ends = [
    role.name !== bound.name && `is not ${bound.name}`,
    role.passes && 'passes row security',
    role.owns && 'acts as an owner',
    role.isPlatform && 'is the platform’s without becoming it',
  ];
  return ends.filter((end) => end !== false).map((end) => `role ${role.name} ${end}`);
}
