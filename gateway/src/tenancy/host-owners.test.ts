import { describe, expect, it } from '@jest/globals';
import { fixedFacts } from '@supergraph/kernel/testing';
import { createHostOwners } from './host-owners.js';

const facts = fixedFacts({ others: 'unknown' });
facts.put({ id: 'org-acme', slug: 'acme', hosts: ['erp.acme.test', 'xn--mnchen-3ya.test'] });

const hosts = createHostOwners({ baseDomain: 'erp.example', adminSubdomain: 'staff', facts });
const local = createHostOwners({ baseDomain: 'localhost', adminSubdomain: 'admin', facts });

describe('createHostOwners', () => {
  it.each([
    ['erp.example'],
    ['ERP.example.:4000'],
    ['api.erp.example'],
    ['localhost:4000'],
    ['127.0.0.1:4000'],
    ['203.0.113.7'],
    ['[::1]:4000'],
    [''],
  ])('lets everybody use %j', async (host) => {
    expect(await hosts.find(host)).toEqual({ kind: 'everybody' });
  });

  it('knows the host of the platform', async () => {
    expect([await hosts.find('Staff.erp.example:443'), await local.find('admin.localhost:4000')]).toEqual([
      { kind: 'platform' },
      { kind: 'platform' },
    ]);
  });

  it.each([['acme.erp.example'], ['ACME.ERP.EXAMPLE.:443'], ['erp.acme.test'], ['ERP.Acme.Test:8443'], ['XN--mnchen-3ya.test']])(
    'knows whose %s is',
    async (host) => {
      expect(await hosts.find(host)).toEqual({ kind: 'organization', id: 'org-acme' });
    },
  );

  it.each([
    ['an organization that there is not', 'globex.erp.example'],
    ['a label below an organization', 'www.acme.erp.example'],
    ['a label below the admin host', 'x.staff.erp.example'],
    ['a domain that is not verified', 'erp.globex.test'],
    ['the base domain as the end of another name', 'acmeerp.example'],
    ['the base domain as the beginning of another name', 'acme.erp.example.evil.test'],
    ['the admin label of another base domain', 'admin.erp.example'],
    ['no host at all', 'acme.erp.example@evil.test'],
    ['what is too long to be a host', `${'a.'.repeat(5_000)}acme.erp.example`],
  ])('takes %s for nobody’s', async (_, host) => {
    expect(await hosts.find(host)).toEqual({ kind: 'organization', id: null });
  });

  it('asks nobody about hosts that need no asking', async () => {
    const asked: unknown[] = [];
    const organizationAt = async (place: unknown) => {
      asked.push(place);
      return null;
    };
    const own = createHostOwners({ baseDomain: 'erp.example', adminSubdomain: 'admin', facts: { organizationAt } });

    for (const host of ['erp.example', 'api.erp.example', '127.0.0.1', 'admin.erp.example', 'a.b.erp.example', 'a b']) await own.find(host);
    await own.find('acme.erp.example:80');
    await own.find('erp.acme.test');

    expect(asked).toEqual([{ slug: 'acme' }, { host: 'erp.acme.test' }]);
  });
});
