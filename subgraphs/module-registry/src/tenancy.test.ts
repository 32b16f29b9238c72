import { beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import {
  BY_ORGANIZATION,
  boundRole,
  COMMON_TABLES,
  executeAs,
  filesThat,
  readPolicies,
  readRole,
  rootFields,
  tenantEntities,
  testSubgraph,
} from '@supergraph/kernel/testing';
import { openInstallation } from './actions/open-installation.js';
import type { RegistryContext } from './context.js';
import { ConfigRevision } from './domain/config-revision.entity.js';
import { moduleRegistrySubgraph } from './subgraph.js';
import { type BreakIn, breakIns } from './testing/break-ins.js';
import { aTenant, OF_EVENTS, OWNED, OWNED_ENTITIES, snapshotOf } from './testing/tenants.js';

const SRC = new URL('.', import.meta.url);

/** The policies of every table. */
const TABLES: typeof COMMON_TABLES = {
  ...COMMON_TABLES,
  ...Object.fromEntries(OWNED.map((table) => [table, BY_ORGANIZATION])),
  industry_template: null,
  module: null,
  module_version: null,
  template_version: null,
};

/** Where an EntityManager sees every organization: nowhere but in jobs and facts, which have no organization. */
const ACROSS: string[] = [];

const contextOf = (app: ReturnType<typeof testSubgraph>, identity: Identity) => app.running().contextFor(identity) as RegistryContext;

describe('the tables of the registry', () => {
  const app = testSubgraph(moduleRegistrySubgraph);

  it('are all accounted for: those that hold an organization are locked', async () => {
    expect(await readPolicies(app.context().em)).toEqual(TABLES);
  });

  it('are used by a role that no lock is open to', async () => {
    expect(await readRole(contextOf(app, anonymous).em)).toEqual(boundRole('module_registry'));
  });

  it.each([...OWNED, ...OF_EVENTS])('show none of %s to a connection that was told of no organization', async (table) => {
    const { appUrl } = app.database();
    const { organizationId } = await aTenant(app);
    const log = `insert into module_registry.event_log (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
      values (gen_random_uuid(), ?, 't', 'a', 'x', 1, 'x', '{}', '{}')`;
    await app.context().em.execute(log, [organizationId], 'run');

    expect(await executeAs(appUrl, `select * from module_registry.${table}`)).toEqual([]);
    // But for the outbox, which the relay empties in its own time, they all hold something.
    if (table !== 'outbox') expect(await app.context().em.execute(`select 1 from module_registry.${table} limit 1`)).toHaveLength(1);
  });

  it('keep the history of configurations as it was, from the platform, too', async () => {
    const { organizationId, member } = await aTenant(app);
    const rewrite = { config: { rewritten: true } };

    for (const ctx of [contextOf(app, member), app.context()])
      await expect(ctx.em.nativeUpdate(ConfigRevision, { organizationId }, rewrite)).rejects.toMatchObject({ code: '42501' });
  });

  it('are read across organizations nowhere', async () => {
    expect(await filesThat(SRC, /acrossOrganizations\(/)).toEqual(ACROSS);
    expect(await filesThat(SRC, /tenant: false/)).toEqual([]);
  });
});

describe('every field', () => {
  const app = testSubgraph(moduleRegistrySubgraph);

  it('says who may ask for it, or why everybody may', async () => {
    expect(await moduleRegistrySubgraph.lint()).toEqual([]);
  });

  it('of one organization is tried below, and the others are the registry’s', async () => {
    const ofTheRegistry = [
      ...['modules', 'moduleByKey', 'industryTemplates', 'industryTemplate'].map((name) => `Query.${name}`),
      ...['moduleRegister', 'moduleUpdate', 'moduleStatusSet', 'moduleRolloutSet'].map((name) => `Mutation.${name}`),
      ...['templateCreate', 'templateVersionCreate', 'templateStatusSet'].map((name) => `Mutation.${name}`),
      ...['templateApplyBulk', 'moduleRolloutApply'].map((name) => `Mutation.${name}`),
    ];

    expect([...ofTheRegistry, ...Object.keys(breakIns)].toSorted()).toEqual(
      [
        ...(await rootFields(moduleRegistrySubgraph)),
        ...['modules', 'module', 'templateApplications', 'evaluateModules'].map((name) => `Organization.${name}`),
        ...['Operation', 'OrganizationModule', 'TemplateApplication'].map((name) => `_entities.${name}`),
      ].toSorted(),
    );
  });

  it.each(Object.keys(breakIns))('%s answers a member about its own organization', async (name) => {
    const tenant = await aTenant(app);
    const { query, variables, shows } = (breakIns[name] as BreakIn)(tenant);

    const answer = await app.as(tenant.member).execute(query, variables);

    expect(answer.errors).toEqual([]);
    if (shows === 'secret') expect(JSON.stringify(answer)).toContain(tenant.secret);
    else expect(JSON.stringify(answer)).not.toMatch(/\[null\]|"userErrors":\[{/);
  });
});

describe.each([
  ['row-level security', { filter: true, directives: true }],
  ['the filter', { rows: true, directives: true }],
] as const)('with %s as the only lock', (_lock, openLocks) => {
  const app = testSubgraph(moduleRegistrySubgraph, { openLocks });
  let ours: Awaited<ReturnType<typeof aTenant>>;
  let theirs: Awaited<ReturnType<typeof aTenant>>;
  beforeAll(async () => {
    ours = await aTenant(app);
    theirs = await aTenant(app);
    await app.raised();
  });

  it.each(Object.keys(breakIns))('a member gets nothing of another organization out of %s, and changes nothing of it', async (name) => {
    const { query, variables } = (breakIns[name] as BreakIn)(theirs);
    const before = await snapshotOf(app, theirs.organizationId);

    const answer = JSON.stringify(await app.as(ours.member).execute(query, variables));

    expect(answer).not.toMatch(/GRAPHQL_VALIDATION_FAILED|INTERNAL/);
    const marks = [theirs.secret, theirs.module.versionId, theirs.operation.id, theirs.organizationId];
    for (const mark of marks) expect(answer).not.toContain(mark);
    expect(await snapshotOf(app, theirs.organizationId)).toEqual(before);
    expect(await app.raised()).toEqual([]);
  });

  it('nothing of it is behind the checks by hand either', async () => {
    const ctx = contextOf(app, ours.member);
    const { organizationId } = theirs;

    for (const entity of OWNED_ENTITIES) {
      expect(await ctx.em.count(entity, { organizationId })).toBe(0);
      expect(await ctx.em.count(entity)).toBeGreaterThan(0);
      expect(await contextOf(app, anonymous).em.count(entity)).toBe(0);
      expect(await ctx.em.nativeDelete(entity, { organizationId })).toBe(0);
    }
    expect((await openInstallation(ctx, organizationId)).installed('projects')).toBeUndefined();
    expect(await ctx.loaders.organizationModule.load({ organizationId, moduleKey: 'projects' })).toBeNull();
    expect(await ctx.loaders.modulesOfOrganization.load(organizationId)).toBeNull();
    expect(await ctx.loaders.applicationsOf.load(organizationId)).toEqual([]);
    expect(await ctx.loaders.organizationModuleById.load(theirs.module.id)).toBeNull();
    expect(await ctx.loaders.templateApplicationById.load(theirs.application.id)).toBeNull();
    expect(await ctx.loaders.operationById.load(theirs.operation.id)).toBeNull();
    const items = { parentId: theirs.operation.id, first: 10, query: { parentColumn: 'operation_id' } };
    expect((await ctx.loaders.operationItems.load(items)).nodes).toEqual([]);
  });
});

describe('with the filter as the only lock', () => {
  const app = testSubgraph(moduleRegistrySubgraph, { openLocks: { rows: true, directives: true } });

  it('every entity that holds an organization has it', () => {
    expect(tenantEntities(app.context().em)).toMatchObject(OWNED_ENTITIES.map(({ name }) => ({ name, isFiltered: true })));
  });

  // The filter is blind to SQL. Of these, only what an evaluation reads, and an operation's
  // items as they are planned and written run in an organization's name; row-level security holds them, below. The others are for staff, jobs and facts, who see all.
  it('SQL is seen through, here and nowhere else', async () => {
    expect(await filesThat(SRC, /\.execute/)).toEqual([
      'actions/apply-due-schedules.ts',
      'actions/open-installation.ts',
      'actions/request-operation.ts',
      'actions/within-organization.ts',
      'queries/count-organizations.ts',
      'queries/find-templates-requiring.ts',
      'queries/load-registry.ts',
      'queries/plan-operation.ts',
      'queries/read-installed.ts',
      'queries/read-modules.ts',
    ]);
  });
});
