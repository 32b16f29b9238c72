import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization, aVerifiedDomain } from '../testing/arrange.js';
import { startDnsServer } from '../testing/dns-server.js';

const VERIFY = `mutation ($id: ID!, $organizationId: ID) { organizationDomainVerify(id: $id, organizationId: $organizationId) {
  domain { id status errorMessage verifiedAt }
  userErrors { __typename code message field ... on DomainNotVerifiedError { lookedUp found } } } }`;

const dns = await startDnsServer();
afterAll(() => dns.close());

describe('verifyDomain', () => {
  const app = testSubgraph(tenantSubgraph, { config: { BASE_DOMAIN: 'erp.example', DNS_SERVERS: dns.address, DNS_TIMEOUT_MS: '2000' } });
  const listed = async (slug?: string, hostname = `erp.${slug ?? randomUUID()}.test`) => {
    const organization = await app.seed(anOrganization(slug));
    const domain = await app.seed(new OrganizationDomain(organization.id, hostname));
    await app.raised();
    return { organization, domain, member: aMemberOf(organization.id, 'org:write') };
  };
  const verify = async (identity: ReturnType<typeof aMemberOf>, id: string, organizationId?: string) =>
    (await app.as(identity).execute(VERIFY, { id, organizationId })).data.organizationDomainVerify;
  const publish = ({ proof }: OrganizationDomain, ...others: string[]) => dns.put(proof.name, ...others, proof.value);

  it('makes the domain active where its token is published, and announces it', async () => {
    const { organization, domain, member } = await listed('acme');
    publish(domain, 'google-site-verification=abc');

    expect(await verify(member, domain.id)).toEqual({
      domain: { id: domain.id, status: 'ACTIVE', errorMessage: null, verifiedAt: expect.stringMatching(/Z$/) },
      userErrors: [],
    });
    expect(dns.asked).toContain('_innoerp-verify.erp.acme.test');
    expect(await app.raised()).toMatchObject([
      {
        type: 'tenant.domain_verified.v1',
        organizationId: organization.id,
        payload: { organizationId: organization.id, domainId: domain.id, hostname: 'erp.acme.test' },
      },
    ]);
    expect((await app.execute('{ organizationByHost(host: "erp.acme.test") { slug } }')).data.organizationByHost).toEqual({ slug: 'acme' });
  });

  it('takes a token that the DNS hands over in pieces', async () => {
    const { domain, member } = await listed('acme-pieces');
    dns.put(domain.proof.name, [domain.token.slice(0, 10), domain.token.slice(10)]);

    expect((await verify(member, domain.id)).domain.status).toBe('ACTIVE');
  });

  it.each([
    ['nothing', [], 'There is no TXT record at NAME'],
    ['another record', ['v=spf1 -all'], 'The TXT record at NAME is not the one expected'],
    [
      'the token of another organization',
      [new OrganizationDomain(randomUUID(), 'x.test').token],
      'The TXT record at NAME is not the one expected',
    ],
    [
      'longer and more records than it shows',
      Array.from({ length: 12 }, (_, n) => [`${n}`, 'x'.repeat(250), 'y'.repeat(250)]),
      'None of the 12 TXT records at NAME is the one expected',
    ],
  ])('says what it looked up and found where that is %s, and remembers the failure', async (_name, records, missing) => {
    const { domain, member } = await listed();
    dns.put(domain.proof.name, ...records);

    const { domain: shown, userErrors } = await verify(member, domain.id);

    const problem = `${missing.replace('NAME', domain.proof.name)}; new records may take hours to show`;
    expect(userErrors).toEqual([
      {
        __typename: 'DomainNotVerifiedError',
        code: 'DOMAIN_NOT_VERIFIED',
        message: `The domain is not verified: ${problem}`,
        field: ['id'],
        lookedUp: domain.proof.name,
        found: records.slice(0, 10).map((record) => [record].flat().join('').slice(0, 255)),
      },
    ]);
    expect(shown).toEqual({ id: domain.id, status: 'FAILED', errorMessage: problem, verifiedAt: null });
    expect(await app.context().em.findOneOrFail(OrganizationDomain, domain.id)).toMatchObject({ status: 'FAILED', errorMessage: problem });
    expect(await app.raised()).toEqual([]);
  });

  it('may be repeated after a failure, and then succeeds', async () => {
    const { domain, member } = await listed('acme-again');
    await verify(member, domain.id);
    publish(domain);

    expect((await verify(member, domain.id)).domain).toMatchObject({ status: 'ACTIVE', errorMessage: null });
  });

  it.each([
    ['server-failure', 'ESERVFAIL'],
    ['silence', 'ETIMEOUT'],
  ] as const)('holds a DNS that answers with %s against nobody', async (how, code) => {
    const { domain, member } = await listed();
    dns.failAt(domain.proof.name, how);

    const { domain: shown, userErrors } = await verify(member, domain.id);

    const problem = `The DNS did not answer for ${domain.proof.name} (${code}): try again later`;
    expect(shown).toMatchObject({ status: 'PENDING_VERIFICATION', errorMessage: problem });
    expect(userErrors).toMatchObject([{ code: 'DOMAIN_NOT_VERIFIED', found: [] }]);
  });

  it('leaves an active domain as it is, and asks the DNS no more', async () => {
    const { organization, member } = await listed('acme-done');
    const domain = await app.seed(aVerifiedDomain(organization.id, 'done.test'));

    expect(await verify(member, domain.id)).toMatchObject({ domain: { status: 'ACTIVE' }, userErrors: [] });
    expect(dns.asked).not.toContain(domain.proof.name);
    expect(await app.raised()).toEqual([]);
  });

  it('verifies once, however often it is asked at the same time', async () => {
    const { domain, member } = await listed('acme-at-once');
    publish(domain);
    dns.gather(domain.proof.name, 3);

    const answers = await Promise.all([1, 2, 3].map(() => verify(member, domain.id)));

    expect(answers.map(({ domain: shown, userErrors }) => [shown?.status, userErrors])).toEqual(Array(3).fill(['ACTIVE', []]));
    expect(await app.raised()).toHaveLength(1);
  });

  it('lets one organization live at a host name, the first that proves it', async () => {
    const [acme, globex] = [await listed('acme-first', 'shared.test'), await listed('globex-second', 'shared.test')];
    dns.put('_innoerp-verify.shared.test', acme.domain.token, globex.domain.token);

    expect((await verify(acme.member, acme.domain.id)).domain.status).toBe('ACTIVE');
    expect(await verify(globex.member, globex.domain.id)).toEqual({
      domain: null,
      userErrors: [
        { __typename: 'InputError', code: 'DOMAIN_IN_USE', message: 'The host name "shared.test" is in use already', field: ['id'] },
      ],
    });
    expect(await app.context().em.findOneOrFail(OrganizationDomain, globex.domain.id)).toMatchObject({ status: 'PENDING_VERIFICATION' });
    expect(await app.raised()).toHaveLength(1);
  });

  it('lets one of two win that prove it at the same time', async () => {
    const [acme, globex] = [await listed('acme-race', 'race.test'), await listed('globex-race', 'race.test')];
    dns.put('_innoerp-verify.race.test', acme.domain.token, globex.domain.token);
    dns.gather('_innoerp-verify.race.test', 2);

    const answers = await Promise.all([verify(acme.member, acme.domain.id), verify(globex.member, globex.domain.id)]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'DOMAIN_IN_USE' }]);
    expect(await app.raised()).toHaveLength(1);
  });

  it('is for the domain’s own organization, and for staff who name it; a foreign domain is like none at all', async () => {
    const { organization, domain, member } = await listed('acme-mine');
    const other = await listed('globex-mine');
    const staff = anOperator('platform:orgs:write');
    publish(domain);
    const notFound = {
      domain: null,
      userErrors: [{ __typename: 'InputError', code: 'NOT_FOUND', message: 'Domain was not found', field: ['id'] }],
    };

    for (const id of [domain.id, organization.id, randomUUID(), 'not an id']) expect(await verify(other.member, id)).toEqual(notFound);
    expect(await verify(staff, domain.id, other.organization.id)).toEqual(notFound);
    expect((await app.as(staff).execute(VERIFY, { id: domain.id })).errors).toMatchObject([{ extensions: { code: 'TENANT_REQUIRED' } }]);
    const named = { id: domain.id, organizationId: organization.id };
    expect((await app.as(other.member).execute(VERIFY, named)).errors).toMatchObject([{ extensions: { code: 'TENANT_MISMATCH' } }]);
    const refused = await app.as(aMemberOf(organization.id)).execute(VERIFY, { id: domain.id });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect(dns.asked).not.toContain(domain.proof.name);
    expect((await verify(staff, domain.id, organization.id)).domain.status).toBe('ACTIVE');
    expect(await verify(member, organization.id)).toMatchObject({ domain: null, userErrors: [{ code: 'INVALID', field: ['id'] }] });
  });
});
