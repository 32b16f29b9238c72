import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { tenantSubgraph } from '../subgraph.js';

const UPDATE =
  'mutation ($input: OrganizationUpdateInput!) { organizationUpdate(input: $input) { organization { name locale timezone revision } userErrors { code field ... on ConflictError { currentRevision } } } }';
const SUSPEND =
  'mutation ($input: OrganizationReasonInput!) { organizationSuspend(input: $input) { organization { status statusReason } userErrors { code field } } }';
const REACTIVATE =
  'mutation ($input: OrganizationReasonInput!) { organizationReactivate(input: $input) { organization { status statusReason } userErrors { code } } }';
const READ = 'query ($id: ID, $slug: String) { organization(id: $id, slug: $slug) { id slug } }';
const BY_HOST = 'query ($host: String!) { organizationByHost(host: $host) { name } }';

describe('organizations', () => {
  const app = testSubgraph(tenantSubgraph, { config: { BASE_DOMAIN: 'erp.example' } });
  const operator = anOperator('platform:orgs:read', 'platform:orgs:write');
  const anOrganization = (slug: string, values: Partial<Organization> = {}) =>
    app.seed(
      Object.assign(
        new Organization({ id: randomUUID(), slug, name: `The ${slug}`, industryCode: null }),
        { status: OrganizationStatus.ACTIVE },
        values,
      ),
    );

  it('are read by their members, by id and by slug, and by nobody else', async () => {
    const acme = await anOrganization('acme-read');
    const member = app.as(aMemberOf(acme.id));
    const stranger = app.as(aMemberOf(randomUUID()));

    expect((await member.execute(READ, { id: acme.id })).data.organization.slug).toBe('acme-read');
    expect((await member.execute(READ, { slug: 'acme-read' })).data.organization.id).toBe(acme.id);
    for (const variables of [{ id: acme.id }, { slug: 'acme-read' }, { id: randomUUID() }, { id: 'not an id' }, {}]) {
      expect(await stranger.execute(READ, variables)).toEqual({ data: { organization: null }, errors: [] });
    }
    expect((await app.execute(READ, { id: acme.id })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('are changed by members who may, and the change is announced', async () => {
    const acme = await anOrganization('acme-update');
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
    const acme = await anOrganization(`acme-${name.length}`);
    await app.raised();

    const { data } = await app.as(aMemberOf(acme.id, 'org:write')).execute(UPDATE, { input: { id: acme.id, ...values } });

    expect(data.organizationUpdate).toEqual({ organization: null, userErrors });
    expect(await app.raised()).toEqual([]);
  });

  it('are not changed by a member without the permission, nor by a stranger, to whom they do not exist', async () => {
    const acme = await anOrganization('acme-closed');
    const update = async (identity: ReturnType<typeof aMemberOf>, id: string) =>
      (await app.as(identity).execute(UPDATE, { input: { id, name: 'Mine' } })).data.organizationUpdate.userErrors;

    expect(await update(aMemberOf(acme.id), acme.id)).toMatchObject([{ code: 'FORBIDDEN' }]);
    const stranger = aMemberOf(randomUUID(), 'org:write');
    expect(await update(stranger, acme.id)).toEqual([{ code: 'NOT_FOUND', field: ['input', 'id'] }]);
    expect(await update(stranger, acme.id)).toEqual(await update(stranger, randomUUID()));
  });

  it('are suspended and reactivated by the platform, with a reason', async () => {
    const acme = await anOrganization('acme-unpaid');
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
    const acme = await anOrganization('acme-safe');

    const { data, errors } = await app.as(aMemberOf(acme.id, 'org:write')).execute(SUSPEND, { input: { id: acme.id, reason: 'revenge' } });

    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('show their name at their host, to everybody, once they are in use', async () => {
    await anOrganization('acme-host');
    await anOrganization('acme-soon', { status: OrganizationStatus.PROVISIONING });
    const at = async (host: string) => (await app.execute(BY_HOST, { host })).data.organizationByHost;

    expect(await at('ACME-host.erp.example:4000')).toEqual({ name: 'The acme-host' });
    for (const host of ['acme-soon.erp.example', 'nobody.erp.example', 'acme-host.evil.example', 'erp.example', ''])
      expect(await at(host)).toBeNull();
  });

  it('are listed for the platform, filtered, sorted and counted, in one statement a page', async () => {
    for (const slug of ['list-b', 'list-a', 'list-c']) await anOrganization(slug, { industryCode: slug === 'list-b' ? null : 'retail' });
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
      app.as(operator).execute('{ organizations(first: 100) { nodes { slug subscription { plan { key } } } } }'),
    );
    expect(statements.length).toBeLessThanOrEqual(3);
    expect((await app.as(aMemberOf(randomUUID())).execute('{ organizations { nodes { slug } } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('choose among the published plans; drafts are for the platform', async () => {
    const plans = async (identity?: ReturnType<typeof anOperator>) =>
      (
        await (identity ? app.as(identity) : app).execute(
          '{ plans(status: [ACTIVE, DRAFT]) { key trialDays prices { amount currency interval } } plan(key: "pro") { name } }',
        )
      ).data;

    const { plans: offered, plan } = await plans();

    expect(offered.map(({ key }: { key: string }) => key)).toEqual(['basic', 'pro', 'enterprise']);
    expect(offered[0]).toEqual({ key: 'basic', trialDays: 14, prices: [{ amount: '29.99', currency: 'USD', interval: 'MONTH' }] });
    expect(plan).toEqual({ name: 'Pro' });
  });
});
