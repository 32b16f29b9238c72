import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { Context } from '@supergraph/kernel/context';
import type { EventDefinition } from '@supergraph/kernel/events';
import { tenantCreated } from '@supergraph/schema/events';
import { ConfigRevision } from '../domain/config-revision.entity.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { Operation } from '../domain/operation.entity.js';
import { OperationItem } from '../domain/operation-item.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateApplication } from '../domain/template-application.entity.js';
import { BULK_ASSIGN } from './operations.js';
import { type App, ASSIGN, anOrganization } from './organization-modules.js';

/** The tables that hold organizations, and the entities that are stored there. */
export const OWNED = [
  'config_revision',
  'module_set',
  'operation',
  'operation_item',
  'organization_module',
  'template_application',
] as const;
export const OWNED_ENTITIES = [
  ConfigRevision,
  ModuleSet,
  Operation,
  OperationItem,
  OrganizationModule,
  TemplateApplication,
] as (typeof ModuleSet)[];

/** The kernel's, which hold what was announced. */
export const OF_EVENTS = ['event_log', 'outbox'] as const;

interface TenantApp extends App {
  running(): { contextFor(identity: Identity): Context };
  deliver<Payload>(event: EventDefinition<Payload>, payload: Payload): Promise<unknown>;
}

const memberOf = (organizationId: string): Identity => ({
  kind: 'user',
  subject: randomUUID(),
  organizationId,
  scopes: ['org:modules:write', 'org:modules:read'],
  sessionId: randomUUID(),
});

/** An organization with a row in every table, and a text that nobody else may ever see. */
export async function aTenant(app: TenantApp) {
  const one = anOrganization(app, memberOf);
  const { organizationId } = one;
  const secret = `secret-${randomUUID().slice(0, 8)}`;
  await app.deliver(tenantCreated, { organizationId, slug: 'x', name: 'X', industryCode: 'retail', planKey: 'pro' });
  await one.run(ASSIGN, 'projects', { config: { taskStatuses: [secret] } });
  const { em } = app.context(organizationId);
  const module = await em.findOneOrFail(OrganizationModule, { organizationId, moduleKey: 'projects' });
  const application = await em.findOneOrFail(TemplateApplication, { organizationId });
  const member = memberOf(organizationId);
  const wanted = { target: { organizationIds: [organizationId] }, moduleKeys: ['portfolio'], idempotencyKey: randomUUID() };
  const { data } = await app.as(member).execute(BULK_ASSIGN, { input: wanted });
  return { ...one, member, secret, module, application, operation: data.modulesBulkAssign.operation as { id: string } };
}

/** Everything that is stored of an organization. */
export const snapshotOf = (app: App, organizationId: string) =>
  Promise.all(
    OWNED.map((table) =>
      app
        .context()
        .em.execute(`select to_jsonb(t) as row from module_registry.${table} t where organization_id = ? order by id`, [organizationId]),
    ),
  );

/** Two thousand organizations with five modules each, for plans that mean something. */
export async function fill(app: App): Promise<void> {
  const base = 'gen_random_uuid(), now(), now()';
  for (const sql of [
    `insert into module_registry.module_set (id, created_at, updated_at, organization_id) select ${base}, gen_random_uuid() from generate_series(1, 2000)`,
    `insert into module_registry.organization_module (id, created_at, updated_at, organization_id, module_key, version_id, state, enabled, source, config, config_revision)
     select ${base}, s.organization_id, m.key, m.latest_version_id, 'INSTALLED', true, 'MANUAL', '{}', 1 from module_registry.module_set s,
     (select * from module_registry.module where key in ('crm', 'hr', 'finance', 'career', 'leave')) m on conflict do nothing`,
    `insert into module_registry.config_revision (id, created_at, updated_at, organization_id, module_key, config_revision, config)
     select ${base}, organization_id, module_key, 100, '{}' from module_registry.organization_module`,
    `insert into module_registry.template_application (id, created_at, updated_at, organization_id, template_code, version, state, base_config, applied_at)
     select ${base}, organization_id, 'retail', 1, 'APPLIED', '{}', now() from module_registry.module_set, generate_series(1, 3)`,
    `insert into module_registry.operation (id, created_at, updated_at, organization_id, kind, status, command, total, done, failed, skipped, chunk,
       requested_by, idempotency_key, input_hash)
     select ${base}, organization_id, 'MODULES_BULK_ASSIGN', 'RUNNING', '{}', 9, 1, 0, 0, 1, gen_random_uuid(), n, 'x' from module_registry.module_set,
     generate_series(1, 3) n`,
    `insert into module_registry.operation_item (id, created_at, updated_at, organization_id, operation_id, status)
     select ${base}, organization_id, id, 'PENDING' from module_registry.operation on conflict do nothing`,
  ])
    await app.context().em.execute(sql, [], 'run');
}
