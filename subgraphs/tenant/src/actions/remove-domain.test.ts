import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization, aVerifiedDomain } from '../testing/arrange.js';

const REMOVE = `mutation ($id: ID!, $organizationId: ID) { organizationDomainRemove(id: $id, organizationId: $organizationId) {
  domain { id hostname status dnsRecords { value } } userErrors { code field } } }`;

describe('removeDomain', () => {
  const app = testSubgraph(tenantSubgraph, { config: { BASE_DOMAIN: 'erp.example' } });
  const remove = async (identity: ReturnType<typeof aMemberOf>, id: string, organizationId?: string) =>
    (await app.as(identity).execute(REMOVE, { id, organizationId })).data.organizationDomainRemove;
  const byHost = async (host: string) =>
    (await app.execute('query ($host: String!) { organizationByHost(host: $host) { slug } }', { host })).data.organizationByHost?.slug;

  it('gives the host name up, shows what it was and announces it', async () => {
    const acme = await app.seed(anOrganization('acme'));
    const domain = await app.seed(aVerifiedDomain(acme.id, 'erp.acme.test'));
    await app.raised();
    expect(await byHost('erp.acme.test')).toBe('acme');

    expect(await remove(aMemberOf(acme.id, 'org:write'), domain.id)).toEqual({
      domain: {
        id: domain.id,
        hostname: 'erp.acme.test',
        status: 'ACTIVE',
        dnsRecords: [{ value: domain.token }, { value: 'acme.erp.example' }],
      },
      userErrors: [],
    });
    expect(await byHost('erp.acme.test')).toBeUndefined();
    expect(await app.raised()).toMatchObject([
      {
        type: 'tenant.domain_removed.v1',
        organizationId: acme.id,
        payload: { organizationId: acme.id, domainId: domain.id, hostname: 'erp.acme.test' },
      },
    ]);
  });

  it('is for the domain’s own organization, and for staff who name it; a foreign domain is like none at all', async () => {
    const [acme, globex] = [await app.seed(anOrganization('acme-mine')), await app.seed(anOrganization('globex-mine'))];
    const domain = await app.seed(new OrganizationDomain(acme.id, 'mine.acme.test'));
    await app.raised();
    const staff = anOperator('platform:orgs:write');
    const notFound = { domain: null, userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] };

    for (const id of [domain.id, randomUUID(), 'not an id']) expect(await remove(aMemberOf(globex.id, 'org:write'), id)).toEqual(notFound);
    expect(await remove(staff, domain.id, globex.id)).toEqual(notFound);
    expect(await remove(aMemberOf(acme.id, 'org:write'), acme.id)).toEqual({
      domain: null,
      userErrors: [{ code: 'INVALID', field: ['id'] }],
    });
    const refused = await app.as(aMemberOf(acme.id)).execute(REMOVE, { id: domain.id });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect(await app.raised()).toEqual([]);
    expect((await remove(staff, domain.id, acme.id)).userErrors).toEqual([]);
  });
});
