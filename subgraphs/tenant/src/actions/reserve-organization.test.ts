import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { industryTemplateApplied, membershipCreated } from '@supergraph/schema/events';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { tenantSubgraph } from '../subgraph.js';

const RESERVE = `mutation ($input: OrganizationReserveInput!) {
  organizationReserve(input: $input) { organization { id slug status subscription { status plan { key } } } userErrors { code field } }
}`;

describe('reserveOrganization', () => {
  const app = testSubgraph(tenantSubgraph);
  const auth = serviceIdentity('auth');
  const reserve = async (input: object) =>
    (await app.as(auth).execute(RESERVE, { input: { id: randomUUID(), name: 'Acme', ...input } })).data.organizationReserve;
  const ownerOf = (organizationId: string) => ({
    membershipId: randomUUID(),
    organizationId,
    userId: randomUUID(),
    status: 'ACTIVE' as const,
    kind: 'EMPLOYEE' as const,
    roleKeys: ['owner'],
    permissions: [],
  });

  it('takes the subdomain, starts a trial and announces both', async () => {
    await app.raised();

    const { organization, userErrors } = await reserve({ subdomain: ' AcMe ', planKey: 'pro', industryCode: 'retail' });

    expect(userErrors).toEqual([]);
    expect(organization).toMatchObject({
      slug: 'acme',
      status: 'PROVISIONING',
      subscription: { status: 'TRIALING', plan: { key: 'pro' } },
    });
    expect(await app.raised()).toMatchObject([
      { type: 'tenant.created.v1', sequence: 1, payload: { slug: 'acme', industryCode: 'retail', planKey: 'pro' } },
      { type: 'subscription.updated.v1', sequence: 1, payload: { status: 'TRIALING' } },
    ]);
  });

  it.each([
    [{ subdomain: 'no' }, 'SUBDOMAIN_MALFORMED', ['input', 'subdomain']],
    [{ subdomain: 'admin' }, 'SUBDOMAIN_RESERVED', ['input', 'subdomain']],
    [{ subdomain: 'fresh-one', planKey: 'gold' }, 'PLAN_NOT_FOUND', ['input', 'planKey']],
    [{ subdomain: 'fresh-one', name: '  ' }, 'INVALID', ['input', 'name']],
  ])('refuses %j as %s', async (input, code, field) => {
    await app.raised();

    expect(await reserve(input)).toEqual({ organization: null, userErrors: [{ code, field }] });
    expect(await app.raised()).toEqual([]);
  });

  it('refuses a subdomain that is taken, and keeps its owner', async () => {
    const first = await reserve({ subdomain: 'twice' });

    expect(await reserve({ subdomain: 'TWICE' })).toEqual({
      organization: null,
      userErrors: [{ code: 'SUBDOMAIN_TAKEN', field: ['input', 'subdomain'] }],
    });
    expect((await app.execute('{ subdomainAvailability(subdomain: "twice") { available code } }')).data.subdomainAvailability).toEqual({
      available: false,
      code: 'SUBDOMAIN_TAKEN',
    });
    expect(first.organization.slug).toBe('twice');
  });

  it('changes nothing when it is repeated with the same id', async () => {
    const id = randomUUID();
    await reserve({ id, subdomain: 'once' });
    await app.raised();

    expect((await reserve({ id, subdomain: 'once' })).organization.id).toBe(id);
    expect(await app.raised()).toEqual([]);
  });

  it('makes one organization out of two calls with one id at the same time', async () => {
    const id = randomUUID();
    await app.raised();

    const answers = await Promise.all([1, 2, 3].map(() => reserve({ id, subdomain: 'at-once' })));

    expect(answers.map(({ organization }) => organization?.id)).toEqual([id, id, id]);
    expect((await app.raised()).filter(({ type }) => type === 'tenant.created.v1')).toHaveLength(1);
  });

  it('is closed to clients', async () => {
    const { errors } = await app
      .as(aMemberOf(randomUUID(), 'org:write'))
      .execute(RESERVE, { input: { id: randomUUID(), name: 'x', subdomain: 'not-for-me' } });

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });

  it('becomes active when owner and modules are both there, in whatever order', async () => {
    const { organization } = await reserve({ subdomain: 'ready', industryCode: 'retail' });
    await app.raised();

    await app.deliver(industryTemplateApplied, { organizationId: organization.id, code: 'retail', version: 1, moduleKeys: [] });
    expect(await app.raised()).toEqual([]);
    await app.deliver(membershipCreated, ownerOf(organization.id));

    expect(await app.raised()).toMatchObject([{ type: 'tenant.activated.v1', sequence: 2, organizationId: organization.id }]);
  });

  it('lets an unfinished one go, and keeps one that is in use', async () => {
    const RELEASE = 'mutation ($id: ID!) { organizationRelease(id: $id) { userErrors { code } } }';
    const { organization } = await reserve({ subdomain: 'short-lived' });
    await app.seed(new OrganizationDomain(organization.id, 'short-lived.test'));

    await app.as(auth).execute(RELEASE, { id: organization.id });
    const again = await reserve({ subdomain: 'short-lived' });
    await app.deliver(membershipCreated, ownerOf(again.organization.id));
    const { data } = await app.as(auth).execute(RELEASE, { id: again.organization.id });

    expect(await app.context().em.count(OrganizationDomain)).toBe(0);
    expect(again.userErrors).toEqual([]);
    expect(data.organizationRelease.userErrors).toEqual([{ code: 'ORGANIZATION_NOT_ACTIVE' }]);
  });
});
