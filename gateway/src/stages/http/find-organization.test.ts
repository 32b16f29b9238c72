import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, fixedFacts } from '@supergraph/kernel/testing';
import { createHostOwners } from '../../tenancy/host-owners.js';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { findOrganization } from './find-organization.js';

const facts = fixedFacts({ others: 'unknown' });
const acme = facts.put({ id: 'org-acme', slug: 'acme' });
const hosts = createHostOwners({ baseDomain: 'erp.example', adminSubdomain: 'admin', facts });

/** What later stages are told of the request's organization. */
async function foundFor(identity: Identity, host: string) {
  const { next, seen } = aNext();
  await findOrganization({ hosts, facts })(anHttpRequest({ identity, host }), next);
  return { organization: seen[0]?.organization, hostOrganizationId: seen[0]?.hostOrganizationId };
}

describe('findOrganization', () => {
  it('tells later stages what is known of the organization', async () => {
    expect(await foundFor(aMemberOf('org-acme'), 'acme.erp.example')).toEqual({ organization: acme, hostOrganizationId: 'org-acme' });
  });

  it.each([
    ['of a member at a host for everybody', aMemberOf('org-acme'), 'api.erp.example', { organization: acme, hostOrganizationId: null }],
    ['of an operator', anOperator('platform:orgs:read'), 'admin.erp.example', { organization: null, hostOrganizationId: null }],
    ['of somebody who logs in at home', anonymous, 'acme.erp.example', { organization: null, hostOrganizationId: 'org-acme' }],
    ['of somebody who logs in at nobody’s host', anonymous, 'nobody.erp.example', { organization: null, hostOrganizationId: null }],
    ['of a member whose organization is gone', aMemberOf('org-gone'), 'api.erp.example', { organization: null, hostOrganizationId: null }],
  ])('and %s', async (_, identity, host, found) => {
    expect(await foundFor(identity, host)).toEqual(found);
  });

  it('takes no token of an organization for one of the platform, whatever its scopes', async () => {
    const dressedUp = { ...aMemberOf('org-acme'), scopes: ['platform:orgs:write'] };

    await expect(foundFor(dressedUp, 'admin.erp.example')).rejects.toMatchObject({ code: 'TENANT_MISMATCH' });
  });

  it('asks for the facts once', async () => {
    let asked = 0;
    const counting = {
      ...facts,
      organization: async (id: string) => {
        asked += 1;
        return facts.organization(id);
      },
    };

    await findOrganization({ hosts, facts: counting })(anHttpRequest({ identity: aMemberOf('org-acme') }), aNext().next);
    await findOrganization({ hosts, facts: counting })(anHttpRequest(), aNext().next);

    expect(asked).toBe(1);
  });
});
