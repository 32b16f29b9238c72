import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDnsServer } from '../../subgraphs/tenant/src/testing/dns-server.js';
import { type Answer, frontend } from '../src/client.js';
import { LOGIN } from '../src/documents.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';
import { STAFF, SUPER_ADMIN } from '../testkit/staff.js';
import { until } from '../testkit/until.js';

const ADD =
  'mutation ($input: OrganizationDomainAddInput!) { organizationDomainAdd(input: $input) { domain { id dnsRecords { type name value } } userErrors { code } } }';
const VERIFY = 'mutation ($id: ID!) { organizationDomainVerify(id: $id) { domain { status } userErrors { code } } }';
const HOSTNAME = 'erp.acme-works.com';

describe('the host of a request', () => {
  let fleet: Fleet;
  let dns: Awaited<ReturnType<typeof startDnsServer>>;
  let ours: Answer;
  let theirs: Answer;
  let staffToken: string;
  beforeAll(async () => {
    dns = await startDnsServer();
    fleet = await startFleet({
      env: { DNS_SERVERS: dns.address, BASE_DOMAIN: 'erp.test', ...STAFF },
    });
    ours = await signUp(frontend(fleet.url), aCompany({ subdomain: 'ours' }));
    theirs = await signUp(frontend(fleet.url), aCompany({ subdomain: 'theirs' }));
    staffToken = (await frontend(fleet.url).ask(LOGIN, { input: SUPER_ADMIN })).login.outcome.accessToken;
    const owner = frontend(fleet.url, theirs.tokens.accessToken);
    const { domain } = (await owner.ask(ADD, { input: { organizationId: theirs.organization.id, hostname: HOSTNAME } }))
      .organizationDomainAdd;
    const proof = domain.dnsRecords.find(({ type }: Answer) => type === 'TXT');
    dns.put(proof.name, proof.value);
    await owner.ask(VERIFY, { id: domain.id });
    await until(
      () => at(HOSTNAME, theirs.tokens.accessToken),
      ({ status }) => status === 200,
    );
  }, 60_000);
  afterAll(async () => {
    await fleet.stop();
    await dns.close();
  });

  /** Status and body of a request at that host; what differs between any two requests is left out. */
  const at = async (host: string, token?: string) => {
    const { statusCode, body } = await fleet.gateway.handle({
      method: 'POST',
      url: '/graphql',
      headers: { host, 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      payload: JSON.stringify({ query: '{ viewer { displayName } }' }),
    });
    return { status: statusCode, body: body.replace(/"requestId":"[^"]+"/, '') };
  };

  it('is open to the tokens that belong there', async () => {
    const { accessToken } = ours.tokens;
    for (const host of [
      'erp.test',
      'api.erp.test',
      'localhost:4000',
      '127.0.0.1',
      '[::1]:4000',
      'ours.erp.test',
      'OURS.erp.test:443',
      'ours.erp.test.',
    ])
      expect([host, (await at(host, accessToken)).status]).toEqual([host, 200]);
    expect((await at(HOSTNAME, theirs.tokens.accessToken)).status).toBe(200);
    expect((await at('admin.erp.test', staffToken)).status).toBe(200);
  });

  it('refuses every other token with one answer, whoever lives there or nobody', async () => {
    const hosts = [
      'theirs.erp.test',
      'nobody.erp.test',
      HOSTNAME,
      'erp.unknown-works.com',
      'a.ours.erp.test',
      'admin.erp.test',
      'not a host',
    ];
    const answers = await Promise.all(hosts.map((host) => at(host, ours.tokens.accessToken)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 403, body: expect.stringContaining('TENANT_MISMATCH') });
    for (const host of ['ours.erp.test', 'nobody.erp.test']) expect(await at(host, staffToken)).toEqual(answers[0]);
  });

  it('lets anybody in who has yet to log in', async () => {
    for (const host of ['ours.erp.test', 'nobody.erp.test', HOSTNAME, 'admin.erp.test'])
      expect(await at(host)).toMatchObject({ status: 200, body: expect.stringContaining('UNAUTHENTICATED') });
  });
});
