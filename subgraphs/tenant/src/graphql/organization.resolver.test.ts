import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, fixedFacts, type TestResult, testSubgraph } from '@supergraph/kernel/testing';
import { type Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { DomainStatus, OrganizationDomain } from '../domain/organization-domain.entity.js';
import { Plan, PlanStatus } from '../domain/plan.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization, aVerifiedDomain } from '../testing/arrange.js';

const UPDATE =
  'mutation ($input: OrganizationUpdateInput!) { organizationUpdate(input: $input) { organization { name locale timezone revision } userErrors { code field ... on ConflictError { currentRevision } } } }';
const SUSPEND =
  'mutation ($input: OrganizationReasonInput!) { organizationSuspend(input: $input) { organization { status statusReason } userErrors { code field } } }';
const REACTIVATE =
  'mutation ($input: OrganizationReasonInput!) { organizationReactivate(input: $input) { organization { status statusReason } userErrors { code } } }';
const READ = 'query ($id: ID, $slug: String) { organization(id: $id, slug: $slug) { id slug } }';
const BY_HOST = 'query ($host: String!) { organizationByHost(host: $host) { name } }';

describe('organizations', () => {
  const facts = fixedFacts();
  const app = testSubgraph(tenantSubgraph, { facts, config: { BASE_DOMAIN: 'ERP.example' } });
  const operator = anOperator('platform:orgs:read', 'platform:orgs:write');
  const seedOrganization = (slug: string, values: Partial<Organization> = {}) => app.seed(anOrganization(slug, values));

  it('are read by their members, by id, by slug and without either', async () => {
    const acme = await seedOrganization('acme-read');
    facts.put({ id: acme.id, slug: acme.slug });
    const member = app.as(aMemberOf(acme.id));

    for (const variables of [{ id: acme.id }, { slug: 'acme-read' }, { id: acme.id, slug: 'acme-read' }, {}]) {
      expect(await member.execute(READ, variables)).toEqual({ data: { organization: { id: acme.id, slug: 'acme-read' } }, errors: [] });
    }
    for (const variables of [{ id: acme.id }, { slug: 'acme-read' }])
      expect((await app.as(operator).execute(READ, variables)).data.organization.slug).toBe('acme-read');
  });

  it('are read by nobody else, to whom a foreign one is like none at all', async () => {
    const acme = await seedOrganization('acme-shut');
    const globex = await seedOrganization('globex-shut');
    const stranger = app.as(aMemberOf(globex.id));
    const codes = async (variables: object) =>
      (await stranger.execute(READ, { ...variables })).errors.map(({ extensions, path }) => [extensions?.code, path]);

    for (const id of [acme.id, randomUUID(), 'not an id', '']) expect(await codes({ id })).toEqual([['TENANT_MISMATCH', ['organization']]]);
    for (const slug of ['acme-shut', 'no-such-slug', 'Not A Slug', ''])
      expect(await codes({ slug })).toEqual([['TENANT_MISMATCH', ['organization']]]);
    expect(await codes({ id: globex.id, slug: 'acme-shut' })).toEqual([['TENANT_MISMATCH', ['organization']]]);
    expect((await app.execute(READ, { id: acme.id })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await app.as(operator).execute(READ, {})).errors).toMatchObject([{ extensions: { code: 'TENANT_REQUIRED' } }]);
  });

  it('are changed by members who may, and the change is announced', async () => {
    const acme = await seedOrganization('acme-update');
    await app.raised();
    const input = { id: acme.id, name: ' Acme Ltd ', locale: 'de-CH', timezone: 'Europe/Zurich', expectedRevision: 1 };

    const { data } = await app.as(aMemberOf(acme.id, 'org:write')).execute(UPDATE, { input });

    expect(data.organizationUpdate.organization).toEqual({ name: 'Acme Ltd', locale: 'de-CH', timezone: 'Europe/Zurich', revision: 2 });
    expect(await app.raised()).toMatchObject([{ type: 'tenant.updated.v1', organizationId: acme.id, payload: { name: 'Acme Ltd' } }]);
  });

  it.each([
    [
      'a wrong revision',
      { expectedRevision: 7 },
      [{ code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 1 }],
    ],
    [
      'several bad fields, all at once',
      { name: '', locale: 'x-', timezone: 'Mars/Base' },
      [
        { code: 'INVALID', field: ['input', 'name'] },
        { code: 'INVALID', field: ['input', 'locale'] },
        { code: 'INVALID', field: ['input', 'timezone'] },
      ],
    ],
  ])('are not changed with %s', async (name, values, userErrors) => {
    const acme = await seedOrganization(`acme-${name.length}`);
    await app.raised();

    const { data } = await app.as(aMemberOf(acme.id, 'org:write')).execute(UPDATE, { input: { id: acme.id, ...values } });

    expect(data.organizationUpdate).toEqual({ organization: null, userErrors });
    expect(await app.raised()).toEqual([]);
  });

  it('are not changed by a member without the permission, nor by a stranger, to whom they do not exist', async () => {
    const acme = await seedOrganization('acme-closed');
    const codes = async (identity: ReturnType<typeof aMemberOf>, id: string) =>
      (await app.as(identity).execute(UPDATE, { input: { id, name: 'Mine' } })).errors.map(({ extensions }) => extensions?.code);

    expect(await codes(aMemberOf(acme.id), acme.id)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const stranger = aMemberOf(randomUUID(), 'org:write');
    for (const id of [acme.id, randomUUID(), 'not an id']) expect(await codes(stranger, id)).toEqual(['TENANT_MISMATCH']);
    const { data } = await app.as(operator).execute(UPDATE, { input: { id: randomUUID(), name: 'Mine' } });
    expect(data.organizationUpdate.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'id'] }]);
  });

  it('are shut to their own members while they are suspended, but for what a login page shows', async () => {
    const unpaid = await seedOrganization('acme-late', { status: OrganizationStatus.SUSPENDED, statusReason: 'unpaid' });
    facts.put({ id: unpaid.id, status: 'SUSPENDED' });
    const member = app.as(aMemberOf(unpaid.id, 'org:write'));
    const codesOf = ({ errors }: Pick<TestResult, 'errors'>) => errors.map(({ extensions }) => extensions?.code);

    expect(codesOf(await member.execute(READ, {}))).toEqual(['ORGANIZATION_SUSPENDED']);
    expect(codesOf(await member.execute(UPDATE, { input: { id: unpaid.id, name: 'Mine' } }))).toEqual(['ORGANIZATION_SUSPENDED']);
    const reference = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { slug name status statusReason } } }';
    const { data, errors } = await member.execute(reference, { of: [{ __typename: 'Organization', id: unpaid.id }] });
    expect(data._entities).toEqual([{ slug: 'acme-late', name: 'The acme-late', status: 'SUSPENDED', statusReason: null }]);
    expect(codesOf({ errors })).toEqual(['ORGANIZATION_SUSPENDED']);
  });

  it('are suspended and reactivated by the platform, with a reason', async () => {
    const acme = await seedOrganization('acme-unpaid');
    await app.raised();
    const act = async (mutation: string, reason = 'unpaid since May') =>
      Object.values((await app.as(operator).execute(mutation, { input: { id: acme.id, reason } })).data)[0];

    expect(await act(SUSPEND)).toEqual({ organization: { status: 'SUSPENDED', statusReason: 'unpaid since May' }, userErrors: [] });
    expect(await act(SUSPEND)).toMatchObject({ userErrors: [{ code: 'ORGANIZATION_NOT_ACTIVE' }] });
    expect(await act(REACTIVATE)).toEqual({ organization: { status: 'ACTIVE', statusReason: null }, userErrors: [] });
    expect(await act(REACTIVATE)).toMatchObject({ userErrors: [{ code: 'ORGANIZATION_NOT_SUSPENDED' }] });
    expect(await act(SUSPEND, ' ')).toMatchObject({ userErrors: [{ code: 'INVALID', field: ['input', 'reason'] }] });
    expect(await app.raised()).toMatchObject([
      { type: 'tenant.suspended.v1', payload: { reason: 'unpaid since May' } },
      { type: 'tenant.reactivated.v1' },
    ]);
  });

  it('are suspended by nobody else', async () => {
    const acme = await seedOrganization('acme-safe');

    const { data, errors } = await app.as(aMemberOf(acme.id, 'org:write')).execute(SUSPEND, { input: { id: acme.id, reason: 'revenge' } });

    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });

  it('show their name at their host, to everybody, once they are in use', async () => {
    const acme = await seedOrganization('acme-host');
    const soon = await seedOrganization('acme-soon', { status: OrganizationStatus.PROVISIONING });
    await app.seed(aVerifiedDomain(acme.id, 'xn--bcher-kva.example'));
    await app.seed(aVerifiedDomain(soon.id, 'soon.acme.test'));
    await app.seed(new OrganizationDomain(acme.id, 'pending.acme.test'));
    await app.seed(Object.assign(new OrganizationDomain(acme.id, 'failed.acme.test'), { status: DomainStatus.FAILED }));
    const at = async (host: string) => (await app.execute(BY_HOST, { host })).data.organizationByHost;

    for (const host of ['ACME-host.erp.example:4000', 'xn--bcher-kva.example:443', 'BÜCHER.example.'])
      expect(await at(host)).toEqual({ name: 'The acme-host' });
    const nowhere = ['acme-soon.erp.example', 'nobody.erp.example', 'acme-host.evil.example', 'erp.example', '', 'a\0.test', '127.0.0.1'];
    for (const host of [...nowhere, 'pending.acme.test', 'failed.acme.test', 'soon.acme.test', 'www.xn--bcher-kva.example'])
      expect(await at(host)).toBeNull();
  });

  it('are listed for the platform, filtered, sorted and counted, in one statement a page', async () => {
    for (const slug of ['list-b', 'list-a', 'list-c']) await seedOrganization(slug, { industryCode: slug === 'list-b' ? null : 'retail' });
    const list = async (args: string) =>
      (await app.as(operator).execute(`{ organizations(${args}) { nodes { slug } totalCount } }`)).data.organizations;

    expect(await list('filter: { query: "The list-" }, sort: NAME_ASC')).toEqual({
      nodes: [{ slug: 'list-a' }, { slug: 'list-b' }, { slug: 'list-c' }],
      totalCount: 3,
    });
    expect(await list('first: 1, filter: { query: "LIST", industryCode: "retail", status: [ACTIVE] }')).toEqual({
      nodes: [{ slug: 'list-c' }],
      totalCount: 2,
    });
    expect((await list('filter: { query: "%" }')).totalCount).toBe(0);
    const statements = await app.statementsOf(() =>
      app
        .as(operator)
        .execute('{ organizations(first: 100) { nodes { slug subscription { plan { key } } domains { dnsRecords { name } } } } }'),
    );
    // Organizations, subscriptions and domains; the organizations of the domains, for their records, after the log's end.
    // Nobody here has a plan.
    expect(statements).toHaveLength(5);
    expect((await app.as(aMemberOf(randomUUID())).execute('{ organizations { nodes { slug } } }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ]);
  });

  it('choose among the published plans; drafts are for the platform', async () => {
    const plans = async (identity?: ReturnType<typeof anOperator>) =>
      (
        await (identity ? app.as(identity) : app).execute(
          '{ plans(status: [ACTIVE, DRAFT]) { key trialDays prices { amount currency interval } requestsPerMinute moduleKeys } plan(key: "pro") { name } }',
        )
      ).data;

    const { plans: offered, plan } = await plans();

    expect(offered.map(({ key }: { key: string }) => key)).toEqual(['basic', 'pro', 'enterprise']);
    expect(offered[0]).toEqual({
      key: 'basic',
      trialDays: 14,
      prices: [{ amount: '29.99', currency: 'USD', interval: 'MONTH' }],
      requestsPerMinute: 600,
      moduleKeys: null,
    });
    expect(offered.map((one: { requestsPerMinute: number }) => one.requestsPerMinute)).toEqual([600, 3_000, 30_000]);
    expect(plan).toEqual({ name: 'Pro' });
  });

  it('choose among plans that may grant some modules only', async () => {
    const moduleKeys = ['hr', 'with "quotes", and {braces}', ''];
    const plan = await app.seed(
      Object.assign(new Plan(), { key: 'small', version: 1, status: PlanStatus.ACTIVE, name: 'Small', trialDays: 0, moduleKeys }),
    );

    const { data } = await app.execute('query ($id: ID) { plan(id: $id) { moduleKeys requestsPerMinute } }', { id: plan.id });

    expect(data.plan).toEqual({ moduleKeys, requestsPerMinute: null });
    await app.context().em.nativeDelete(Plan, { id: plan.id });
  });
});
