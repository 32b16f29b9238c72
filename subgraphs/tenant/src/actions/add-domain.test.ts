import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization, aVerifiedDomain } from '../testing/arrange.js';

const ADD = `mutation ($input: OrganizationDomainAddInput!) { organizationDomainAdd(input: $input) {
  domain { id hostname kind status dnsRecords { type name value } errorMessage verifiedAt } userErrors { code message field } } }`;
const DOMAINS = '{ organization { domains { id hostname kind status dnsRecords { type } verifiedAt } } }';

describe('addDomain', () => {
  const app = testSubgraph(tenantSubgraph, { config: { BASE_DOMAIN: 'erp.example' } });
  const seedOrganization = (slug?: string) => app.seed(anOrganization(slug));
  const add = async (organizationId: string, hostname: string, values: object = {}) => {
    const { data } = await app.as(aMemberOf(organizationId, 'org:write')).execute(ADD, { input: { organizationId, hostname, ...values } });
    return data.organizationDomainAdd;
  };

  it('lists the host name, says which records it takes and announces it', async () => {
    const acme = await seedOrganization('acme');
    await app.raised();

    const { domain, userErrors } = await add(acme.id, ' ERP.Acme.test. ');

    expect(userErrors).toEqual([]);
    expect(domain).toEqual({
      id: expect.any(String),
      hostname: 'erp.acme.test',
      kind: 'CUSTOM',
      status: 'PENDING_VERIFICATION',
      dnsRecords: [
        { type: 'TXT', name: '_innoerp-verify.erp.acme.test', value: expect.stringMatching(/^[\w-]{43}$/) },
        { type: 'CNAME', name: 'erp.acme.test', value: 'acme.erp.example' },
      ],
      errorMessage: null,
      verifiedAt: null,
    });
    expect(await app.raised()).toMatchObject([
      {
        type: 'tenant.domain_added.v1',
        organizationId: acme.id,
        aggregateId: acme.id,
        payload: { organizationId: acme.id, domainId: domain.id, hostname: 'erp.acme.test' },
      },
    ]);
  });

  it('gives every listing a token of its own', async () => {
    const [acme, globex] = [await seedOrganization('acme-token'), await seedOrganization('globex-token')];
    const token = async (organizationId: string) => (await add(organizationId, 'erp.token.test')).domain.dnsRecords[0].value;

    expect(await token(acme.id)).not.toBe(await token(globex.id));
  });

  it('shows it among the domains of the organization, behind its subdomain', async () => {
    const acme = await seedOrganization('acme-list');
    for (const hostname of ['z.acme.test', 'a.acme.test']) await add(acme.id, hostname);

    const { data } = await app.as(aMemberOf(acme.id)).execute(DOMAINS);

    expect(data.organization.domains).toMatchObject([
      { id: acme.id, hostname: 'acme-list.erp.example', kind: 'SUBDOMAIN', status: 'ACTIVE', dnsRecords: [] },
      { hostname: 'z.acme.test', kind: 'CUSTOM', dnsRecords: [{ type: 'TXT' }, { type: 'CNAME' }] },
      { hostname: 'a.acme.test' },
    ]);
    expect(data.organization.domains[0].verifiedAt).toBe(acme.createdAt.toISOString());
  });

  it.each([
    ['the base domain', { hostname: 'erp.example' }, ['input', 'hostname']],
    ['what is below it', { hostname: 'other.ERP.example' }, ['input', 'hostname']],
    ['an address', { hostname: '10.0.0.1' }, ['input', 'hostname']],
    ['a wildcard', { hostname: '*.acme.test' }, ['input', 'hostname']],
    ['a public suffix', { hostname: 'co.uk' }, ['input', 'hostname']],
    ['a URL', { hostname: 'https://acme.test/' }, ['input', 'hostname']],
    ['text that the database cannot hold', { hostname: 'a\0.acme.test' }, ['input', 'hostname']],
    ['another kind', { kind: 'SUBDOMAIN' }, ['input', 'kind']],
  ])('refuses %s', async (_name, values, field) => {
    const acme = await seedOrganization();
    await app.raised();

    expect(await add(acme.id, 'fine.acme.test', values)).toEqual({
      domain: null,
      userErrors: [{ code: 'INVALID', message: expect.any(String), field }],
    });
    expect(await app.raised()).toEqual([]);
  });

  it('refuses what somebody has verified, whoever it is, and what the organization lists already, with one answer', async () => {
    const [acme, globex] = [await seedOrganization('acme-used'), await seedOrganization('globex-used')];
    await app.seed(aVerifiedDomain(globex.id, 'used.test'));
    await app.seed(aVerifiedDomain(acme.id, 'mine.test'));
    await add(acme.id, 'listed.test');
    const inUse = (hostname: string) => ({
      domain: null,
      userErrors: [{ code: 'DOMAIN_IN_USE', message: `The host name "${hostname}" is in use already`, field: ['input', 'hostname'] }],
    });

    for (const hostname of ['used.test', 'mine.test', 'listed.test']) expect(await add(acme.id, hostname)).toEqual(inUse(hostname));
  });

  it('takes what another organization merely lists', async () => {
    const [acme, globex] = [await seedOrganization('acme-squat'), await seedOrganization('globex-squat')];
    await add(globex.id, 'squatted.test');

    expect((await add(acme.id, 'squatted.test')).userErrors).toEqual([]);
  });

  it('takes twenty, and one of several that come for the last place at once', async () => {
    const acme = await seedOrganization('acme-many');
    for (let index = 1; index < 20; index += 1) await app.seed(new OrganizationDomain(acme.id, `d${index}.test`));

    const answers = await Promise.all(['x', 'y', 'z'].map((label) => add(acme.id, `${label}.test`)));

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(2).fill({ code: 'LIMIT_EXCEEDED', message: 'An organization has at most 20 domains', field: ['input', 'hostname'] }),
    );
    expect(await app.context().em.count(OrganizationDomain, { organizationId: acme.id })).toBe(20);
  });

  it('lists one host name once, however often it is sent at once', async () => {
    const acme = await seedOrganization('acme-twice');

    const answers = await Promise.all([1, 2, 3].map(() => add(acme.id, 'twice.test')));

    expect(answers.filter(({ domain }) => domain)).toHaveLength(1);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'DOMAIN_IN_USE' }, { code: 'DOMAIN_IN_USE' }]);
  });

  it('is for members who may write and for staff; for anybody else the organization is not there', async () => {
    const acme = await seedOrganization('acme-staff');
    const outcome = async (identity: ReturnType<typeof anOperator>, organizationId: string) => {
      const { data, errors } = await app.as(identity).execute(ADD, { input: { organizationId, hostname: `h${randomUUID()}.test` } });
      return errors[0]?.extensions?.code ?? data.organizationDomainAdd.userErrors[0]?.code ?? 'done';
    };

    expect(await outcome(aMemberOf(acme.id), acme.id)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await outcome(anOperator('platform:orgs:read'), acme.id)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await outcome(aMemberOf(randomUUID(), 'org:write'), acme.id)).toBe('TENANT_MISMATCH');
    expect(await outcome(anOperator('platform:orgs:write'), acme.id)).toBe('done');
    for (const id of [randomUUID(), 'not an id']) expect(await outcome(anOperator('platform:orgs:write'), id)).toBe('NOT_FOUND');
  });
});
