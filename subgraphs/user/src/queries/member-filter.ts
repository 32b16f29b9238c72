import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChildQuery } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import { type MemberKind, MembershipStatus } from '../domain/membership.entity.js';
import { seesEmails } from '../domain/visibility.js';
import { containing, tablesOf } from './tables.js';

export interface MemberFilter {
  /** Part of the name or the e-mail address. */
  query?: string | null;
  roleKey?: string | null;
  kind?: MemberKind[] | null;
  status?: MembershipStatus[] | null;
}

interface Condition {
  sql: string;
  params: unknown[];
}

const CURRENT = [MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED];

/** The conditions of a member list over the membership `c`. Without a status, those who were removed are left out. */
export function memberFilter({ em, actor }: Pick<UserContext, 'em' | 'actor'>, filter: MemberFilter): Required<ChildQuery> {
  const conditions = [
    oneOf('c.status', filter.status ?? CURRENT),
    ...(filter.kind ? [oneOf('c.kind', filter.kind)] : []),
    ...(filter.roleKey ? [holdsRole(em, filter.roleKey)] : []),
    ...(filter.query?.trim() ? [isCalled(em, filter.query, seesEmails(actor))] : []),
  ];
  return {
    parentColumn: 'organization_id',
    where: { sql: conditions.map(({ sql }) => sql).join(' and '), params: conditions.flatMap(({ params }) => params) },
  };
}

function oneOf(column: string, values: readonly string[]): Condition {
  return values.length > 0
    ? { sql: `${column} in (${values.map(() => '?').join(', ')})`, params: [...values] }
    : { sql: 'false', params: [] };
}

function holdsRole(em: EntityManager, key: string): Condition {
  const { membershipRole, role } = tablesOf(em);
  return {
    sql: `exists (select 1 from ${membershipRole} mr join ${role} r on r.id = mr.role_id
      where mr.organization_id = c.organization_id and mr.membership_id = c.id and r.key = ?)`,
    params: [key],
  };
}

/** Matches e-mail addresses only where the request may see them: else one could be guessed letter by letter. */
function isCalled(em: EntityManager, text: string, byEmail: boolean): Condition {
  const alternatives = [
    'u.display_name ilike ?',
    "concat_ws(' ', u.first_name, u.last_name) ilike ?",
    ...(byEmail ? ["(c.status <> 'REMOVED' and u.email ilike ?)"] : []),
  ];
  return {
    sql: `exists (select 1 from ${tablesOf(em).user} u where u.id = c.user_id and (${alternatives.join(' or ')}))`,
    params: alternatives.map(() => containing(text)),
  };
}
