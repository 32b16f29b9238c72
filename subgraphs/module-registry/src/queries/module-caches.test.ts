import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import type { RunningSubgraph } from '@supergraph/kernel/subgraph';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleUpdated } from '@supergraph/schema/events';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization, DISABLE, registryOf, UNASSIGN } from '../testing/organization-modules.js';

const MODULES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization {
  modules(first: 20) { totalCount nodes { enabled state configRevision revision module { name } version { version } } }
  module(key: "crm") { enabled enabledAt } } } }`;
const CONFIGURE = `mutation ($input: ModuleConfigureInput!) {
  organizationModuleConfigure(input: $input) { organizationModule { config configRevision } userErrors { code } }
}`;
const REGISTRY = `{ modules(first: 100) { totalCount nodes { key name status latest { version } dependents { key } } }
  active: modules(first: 100, filter: { status: [ACTIVE] }) { nodes { key } } moduleByKey(key: "crm") { name } }`;
const TEMPLATES = `{ industryTemplates { code } all: industryTemplates(activeOnly: false) { code status }
  industryTemplate(code: "retail") { name status current { items { module { key } } } } }`;

describe('cached modules', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write', 'platform:modules:read', 'platform:orgs:read');
  const { register, move } = registryOf(app, staff);
  const anOrg = () => anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
  const of = (...ids: string[]) => ({ of: ids.map((id) => ({ __typename: 'Organization', id })) });
  const reader = (organizationId: string) => aMemberOf(organizationId, 'org:modules:read');
  const read = async (organizationId: string, as: Identity = reader(organizationId)) =>
    (await app.as(as).execute(MODULES, of(organizationId))).data._entities[0];
  let other: RunningSubgraph;
  beforeAll(async () => {
    other = await app.replica();
    await other.run();
  });
  afterAll(() => other?.stop());
  const elsewhere = async (query: string, variables: object = {}, identity: Identity = staff) =>
    JSON.parse(JSON.stringify((await other.handle({ query, variables: { ...variables }, identity, requestId: randomUUID() })).data));
  /** Reads in the other process until the event has come there. */
  const until = async (isThere: () => Promise<boolean>) => {
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) if (await isThere()) return;
    throw new Error('the other process never heard of it');
  };

  it.each([
    ['the registry', REGISTRY],
    ['the industry templates', TEMPLATES],
  ])('%s takes no statement once it was read', async (_name, query) => {
    const first = await app.execute(query);

    expect(first.errors).toEqual([]);
    expect(await app.statementsOf(() => app.execute(query))).toEqual([]);
    expect(await app.execute(query)).toEqual(first);
  });

  it("an organization's modules take no statement once they were read, and are new after each change", async () => {
    const { organizationId, run } = anOrg();
    expect((await read(organizationId)).modules.nodes).toEqual([]);

    await run(ASSIGN, 'crm');
    expect(await read(organizationId)).toMatchObject({ modules: { totalCount: 1 }, module: { enabled: true } });
    expect(await app.statementsOf(() => read(organizationId))).toEqual([]);
    await run(DISABLE, 'crm');
    expect((await read(organizationId)).module.enabled).toBe(false);
    await run(UNASSIGN, 'crm');
    expect((await read(organizationId)).modules.totalCount).toBe(0);
  });

  it("an organization's modules are nothing to a member of another one, even where they were just read", async () => {
    const [ours, theirs] = [anOrg(), anOrg()];
    await theirs.run(ASSIGN, 'crm');
    await read(theirs.organizationId);
    await app.as(staff).execute(MODULES, of(ours.organizationId, theirs.organizationId));

    expect(await read(theirs.organizationId, reader(ours.organizationId))).toBeNull();
    expect((await read(theirs.organizationId)).modules.totalCount).toBe(1);
    const { data } = await app.as(aMemberOf(ours.organizationId)).execute(MODULES, of(ours.organizationId));
    // Whether one may ask is decided each time, and before anything is looked up.
    expect(data._entities).toEqual([null]);
  });

  it('keep no configuration, of which some is secret; it is read anew', async () => {
    const { organizationId, run } = anOrg();
    await run(ASSIGN, 'inventory');
    const config = { lowStockThreshold: 424_242 };
    await read(organizationId);
    await app
      .as(aMemberOf(organizationId, 'org:modules:write'))
      .execute(CONFIGURE, { input: { organizationId, moduleKey: 'inventory', config } });
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { module(key: "inventory") { config configRevision } } } }`;

    const { data } = await app.as(reader(organizationId)).execute(query, of(organizationId));

    expect(data._entities[0].module).toMatchObject({ config, configRevision: 1 });
    const { em } = app.context();
    for (const { load, of } of moduleRegistrySubgraph.definition.caches ?? [])
      for (const id of of === 'organization' ? [organizationId] : ['', 'retail'])
        expect(JSON.stringify(await load(em, [id]))).not.toContain('424242');
  });

  it('are no part of what a mutation answers, nor of what a subscription tells of an event', async () => {
    const { organizationId } = anOrg();
    await app.execute(REGISTRY);
    await app.context().em.execute(`update module_registry.module set name = 'Behind the back' where key = 'leave'`);
    const assign = `mutation ($input: OrganizationModuleAssignInput!) {
      organizationModuleAssign(input: $input) { organizationModule { module { name } } } }`;
    const event = app.record(moduleUpdated, { moduleKey: 'leave', name: '', status: 'ACTIVE' });

    const cached = await app.execute('{ moduleByKey(key: "leave") { name } }');
    const changed = await app
      .as(aMemberOf(organizationId, 'org:modules:write'))
      .execute(assign, { input: { organizationId, moduleKey: 'leave' } });
    const told = await app.as(staff).event(event, 'subscription { registryChanged { module { name } } }');

    expect(cached.data.moduleByKey.name).not.toBe('Behind the back');
    expect(changed.data.organizationModuleAssign.organizationModule.module.name).toBe('Behind the back');
    expect(told.data.registryChanged.module.name).toBe('Behind the back');
    app.forget();
  });

  it('are made out of date in other processes by the events', async () => {
    const { organizationId, run } = anOrg();
    const modules = async () => (await elsewhere(MODULES, of(organizationId)))._entities[0].modules.totalCount;
    const key = `m-${randomUUID().slice(0, 8)}`;
    const registry = async () => (await elsewhere(REGISTRY)).modules.nodes.find((one: { key: string }) => one.key === key)?.status;
    const active = async () => (await elsewhere(REGISTRY)).active.nodes.some((one: { key: string }) => one.key === key);
    expect([await modules(), await registry(), await active()]).toEqual([0, undefined, false]);

    await run(ASSIGN, 'crm');
    await register(key);
    await until(async () => (await modules()) === 1 && (await registry()) === 'DRAFT');
    await move(key, 'ACTIVE');
    await until(async () => (await registry()) === 'ACTIVE' && (await active()));
  });

  it('templates are made out of date in other processes by the events', async () => {
    const code = `t-${randomUUID().slice(0, 8)}`;
    const codes = async () => (await elsewhere(TEMPLATES)).industryTemplates.map((one: { code: string }) => one.code);
    const run = (mutation: string) => app.as(staff).execute(`mutation { ${mutation} { userErrors { code } } }`);
    expect(await codes()).not.toContain(code);

    await run(`templateCreate(input: { code: "${code}", name: "New", items: [{ moduleKey: "crm" }] })`);
    await until(async () => (await codes()).includes(code));
    await run(`templateStatusSet(code: "${code}", status: INACTIVE)`);
    await until(async () => !(await codes()).includes(code));
  });

  it('pages of lists go on where the last one ended, and refuse what no list gave out', async () => {
    const keys = (await app.execute('{ modules(first: 100) { nodes { key } } }')).data.modules.nodes.map(({ key }: { key: string }) => key);
    const page = 'query ($after: String) { modules(first: 4, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } } }';
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await app.execute(page, { after });
      seen.push(...data.modules.nodes.map(({ key }: { key: string }) => key));
      after = data.modules.pageInfo.hasNextPage ? (data.modules.pageInfo.endCursor as string) : null;
    } while (after);

    expect(seen).toEqual(keys);
    for (const cursor of ['x', Buffer.from('[1]').toString('base64url'), Buffer.from('["a","b"]').toString('base64url')])
      expect((await app.execute(page, { after: cursor })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: ['after'] } },
      ]);
  });
});
