import { CommonErrors } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { ServiceStatus } from '../domain/module-set.entity.js';
import type { TargetSummary } from '../domain/operation-command.js';

const texts = z.array(z.string().max(100)).max(100, 'A condition has at most 100 values').nullish();

const ids = z
  .array(z.guid('Not the id of an organization'))
  .min(1, 'Name at least one organization')
  .max(10_000, 'An operation names at most 10000 organizations')
  .transform((all) => [...new Set(all.map((id) => id.toLowerCase()))].toSorted());

/** Whom an operation is for: organizations by name, or all that meet conditions. */
export const operationTarget = z
  .object({
    organizationIds: ids.nullish(),
    all: z.boolean().default(false),
    filter: z.object({ industryCode: texts, planKey: texts, status: z.array(z.enum(ServiceStatus)).nullish() }).nullish(),
  })
  .refine(({ organizationIds, all }) => all === !organizationIds, 'Either name organizations, or say "all"')
  .refine(({ all, filter }) => all || !filter, { message: 'Conditions go with "all" only', path: ['filter'] });

export type OperationTarget = z.output<typeof operationTarget>;

const IN_INPUT = ['input', 'target'];

/**
 * Whose operation it becomes: null for platform staff. Members may name their own organization, and no other one.
 *
 * @throws CommonErrors.NOT_FOUND for an organization that is not the caller's, CommonErrors.FORBIDDEN for staff without the scope.
 */
export function ownerOf({ actor }: Pick<RegistryContext, 'actor'>, { organizationIds, all }: OperationTarget): string | null {
  if (actor.isPlatform) {
    if (!actor.can('platform:modules:write')) throw CommonErrors.FORBIDDEN();
    return null;
  }
  if (all || !actor.organizationId) throw CommonErrors.FORBIDDEN().at(...IN_INPUT, 'all');
  if (organizationIds?.some((id) => id !== actor.organizationId))
    throw CommonErrors.NOT_FOUND('Organization').at(...IN_INPUT, 'organizationIds');
  return actor.organizationId;
}

export const summaryOf = ({ organizationIds, filter }: OperationTarget): TargetSummary =>
  organizationIds ? { organizations: organizationIds.length } : { all: true, filter: filter ?? {} };

/** The organizations of a target as SQL with the column `organization_id`. */
export function selectTarget(schema: string, { organizationIds, filter }: OperationTarget): { sql: string; params: unknown[] } {
  if (organizationIds) return { sql: 'select unnest(?::uuid[]) as organization_id', params: [`{${organizationIds.join(',')}}`] };
  const { industryCode, planKey, status } = filter ?? {};
  const conditions = Object.entries({ industry_code: industryCode, plan_key: planKey, status }).flatMap(([column, values]) =>
    values ? [{ sql: `${column} in (select jsonb_array_elements_text(?::jsonb))`, param: JSON.stringify(values) }] : [],
  );
  return {
    sql: ['select organization_id from', `"${schema}".module_set where true`, ...conditions.map(({ sql }) => `and ${sql}`)].join(' '),
    params: conditions.map(({ param }) => param),
  };
}
