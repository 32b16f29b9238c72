import type { RegistryContext } from '../context.js';
import { IndustryTemplate } from '../domain/industry-template.entity.js';
import { Installation } from '../domain/installation.js';
import { type OperationCommand, OperationKind } from '../domain/operation-command.js';
import { isFailure, type Prospect, prospectOfAssignment, prospectOfRollout, prospectOfTemplate } from '../domain/operation-prospect.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { loadRegistry } from './load-registry.js';

/** What an operation would do as things stand; number of organizations each. */
export interface OperationPlan {
  total: number;
  change: number;
  skip: number;
  fail: number;
}

export interface PlannedOperation {
  command: OperationCommand;
  /** The organizations as SQL with the column `organization_id`. */
  target: { sql: string; params: unknown[] };
  /** The caller's own organization, which exists even where the news of it is still on its way. */
  isOwn: boolean;
}

/** Organizations that are looked at together. */
const BATCH = 500;

/** Counts what an operation would do, and does nothing. Three statements for every 500 organizations. */
export async function planOperation(ctx: RegistryContext, { command, target, isOwn }: PlannedOperation): Promise<OperationPlan> {
  const organizations = await readTarget(ctx, target);
  const foresee = await foreseer(ctx, command);
  const plan = { total: organizations.length, change: 0, skip: 0, fail: 0 };
  for (let from = 0; from < organizations.length; from += BATCH) {
    const batch = organizations.slice(from, from + BATCH);
    const known = batch.filter((one) => one.known || isOwn).map(({ organizationId }) => organizationId);
    plan.fail += batch.length - known.length;
    for (const prospect of await foresee(known)) plan[columnOf(prospect)] += 1;
  }
  return plan;
}

const columnOf = (prospect: Prospect) => {
  if (isFailure(prospect)) return 'fail';
  return prospect === 'CHANGE' ? 'change' : 'skip';
};

const readTarget = ({ em }: RegistryContext, { sql, params }: PlannedOperation['target']) =>
  em.execute<{ organizationId: string; known: boolean }[]>(
    `select t.organization_id as "organizationId", s.organization_id is not null as known
     from (${sql}) t left join "${em.config.get('schema')}".module_set s using (organization_id)`,
    params,
  );

/** Looks at many organizations at a time. */
type Foresee = (organizationIds: readonly string[]) => Promise<Prospect[]>;

async function foreseer(ctx: RegistryContext, command: OperationCommand): Promise<Foresee> {
  const registry = await loadRegistry(ctx.em);
  const installationsOf = async (ids: readonly string[]) => {
    const rows = await ctx.em.find(OrganizationModule, { organizationId: { $in: [...ids] } }, { disableIdentityMap: true });
    const groups = Map.groupBy(rows, ({ organizationId }) => organizationId);
    return ids.map((id) => new Installation(id, registry, groups.get(id) ?? []));
  };
  if (command.kind === OperationKind.TEMPLATE_APPLY_BULK) return templateForeseer(ctx, command, installationsOf);
  return async (ids) =>
    (await installationsOf(ids)).map((installation) =>
      command.kind === OperationKind.MODULE_ROLLOUT_APPLY
        ? prospectOfRollout(installation, command.moduleKey)
        : prospectOfAssignment(installation, command),
    );
}

async function templateForeseer(
  { em }: RegistryContext,
  { code, strategy }: OperationCommand & { kind: OperationKind.TEMPLATE_APPLY_BULK },
  installationsOf: (ids: readonly string[]) => Promise<Installation[]>,
): Promise<Foresee> {
  const { currentVersionId } = await em.findOneOrFail(IndustryTemplate, { code });
  const version = await em.findOneOrFail(TemplateVersion, { id: currentVersionId });
  return async (ids) => {
    const last = await em.execute<{ organization_id: string; template_version_id: string | null }[]>(
      `select distinct on (organization_id) organization_id, template_version_id from "${em.config.get('schema')}".template_application
       where organization_id = any(?::uuid[]) order by organization_id, applied_at desc, id desc`,
      [`{${ids.join(',')}}`],
    );
    const versionOf = new Map(last.map((row) => [row.organization_id, row.template_version_id]));
    return (await installationsOf(ids)).map((installation) =>
      prospectOfTemplate(installation, { version, strategy, lastVersionId: versionOf.get(installation.organizationId) ?? null }),
    );
  };
}
