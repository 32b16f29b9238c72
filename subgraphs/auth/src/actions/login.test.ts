import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { MemberKind, MembershipStatus } from '../domain/membership-grant.entity.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { PLATFORM_SCOPES } from '../domain/platform-scopes.js';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anAccount, anOrganization, CONFIG, logIn } from '../testing/arrange.js';

const REFUSED = { outcome: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] };

describe('login', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });

  it('gives the member of one organization tokens that the gateway can verify', async () => {
    const grant = { kind: MemberKind.SUPPLIER, permissions: ['org:read', 'org:members:write'] };
    const { account, organization } = await aMember(app, { grant });
    await app.raised();

    const { outcome, userErrors } = await logIn(app, account, { deviceName: ' Laptop ' });

    expect(userErrors).toEqual([]);
    const { data } = await app.execute('{ jwks }');
    const { kid } = jwt.decode(outcome.accessToken, { complete: true })!.header;
    const key = createPublicKey({ key: data.jwks.keys.find((one: { kid: string }) => one.kid === kid), format: 'jwk' });
    const verified = jwt.verify(outcome.accessToken, key, {
      algorithms: ['ES256'],
      issuer: 'innoerp',
      audience: 'innoerp-api',
      complete: true,
    }) as jwt.Jwt;
    expect(verified.header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid });
    const claims = verified.payload as jwt.JwtPayload;
    expect(claims).toMatchObject({
      sub: account.id,
      org: organization.id,
      sid: outcome.session.id,
      scope: 'org:read org:members:write',
      kind: 'SUPPLIER',
      jti: expect.any(String),
    });
    expect(claims).toMatchObject({ amr: ['pwd'], acr: 'aal1', auth_time: expect.any(Number) });
    expect(claims.exp! - claims.iat!).toBe(outcome.expiresIn);
    expect(outcome.expiresIn).toBeGreaterThanOrEqual(855);
    expect(outcome.expiresIn).toBeLessThanOrEqual(900);
    expect(outcome).toMatchObject({
      __typename: 'TokenPair',
      tokenType: 'Bearer',
      session: {
        status: 'ACTIVE',
        deviceName: 'Laptop',
        ipAddress: '127.0.0.1',
        userAgent: 'jest',
        user: { id: account.id },
        organization: { id: organization.id, name: 'Acme', slug: organization.slug, status: 'ACTIVE' },
      },
    });
    expect(await app.raised()).toEqual([
      expect.objectContaining({
        type: 'auth.session.started.v1',
        organizationId: organization.id,
        payload: { sessionId: outcome.session.id, userId: account.id, organizationId: organization.id },
      }),
    ]);
  });

  it('stores the refresh token by its hash only', async () => {
    const { account } = await aMember(app);

    const { outcome } = await logIn(app, account);

    const session = await app.context().em.findOneOrFail(Session, { id: outcome.session.id });
    expect(JSON.stringify(Object.values(session))).not.toContain(outcome.refreshToken);
    expect(session.refreshTokenHash).toMatch(/^[\w-]{43}$/);
  });

  it('takes the address in any spelling of its case', async () => {
    const { account } = await aMember(app);

    const { userErrors } = await logIn(app, { email: `  ${account.email.toUpperCase()} ` });

    expect(userErrors).toEqual([]);
  });

  it('lets no permission of an organization reach beyond it', async () => {
    const { account } = await aMember(app, { grant: { permissions: ['org:read', 'internal', 'platform:orgs:write', 'a:b internal'] } });

    const { outcome } = await logIn(app, account);

    expect(jwt.decode(outcome.accessToken)).toMatchObject({ scope: 'org:read' });
  });

  it.each([
    [{ email: '' }, ['input', 'email']],
    [{ email: 'a\0@example.com' }, ['input', 'email']],
    [{ password: '' }, ['input', 'password']],
    [{ password: 'x'.repeat(1_001) }, ['input', 'password']],
    [{ deviceName: 'x'.repeat(101) }, ['input', 'deviceName']],
  ])('refuses the input %#', async (input, field) => {
    expect(await logIn(app, { email: 'a@example.com' }, input)).toEqual({ outcome: null, userErrors: [{ code: 'INVALID', field }] });
  });

  it('lets a member be of no kind until the kind is known', async () => {
    const { account } = await aMember(app, { grant: { kind: null } });

    const { outcome } = await logIn(app, account);

    expect(jwt.decode(outcome.accessToken)).not.toHaveProperty('kind');
  });

  it('gives the permissions of one organization to nobody in another', async () => {
    const { account, organization } = await aMember(app, { grant: { kind: MemberKind.CLIENT, permissions: ['here:only'] } });
    const other = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId: other.id, permissions: ['there:only'] });
    await aMember(app, { organization, grant: { permissions: ['somebody:else'] } });

    const { outcome } = await logIn(app, account, { organizationSlug: organization.slug });

    expect(jwt.decode(outcome.accessToken)).toMatchObject({ org: organization.id, scope: 'here:only', kind: 'CLIENT' });
  });

  it.each(['SUSPENDED', 'REMOVED'] as const)('gives a membership that is %s no token', async (status) => {
    const { account, organization } = await aMember(app, { grant: { status: MembershipStatus[status] } });

    for (const input of [{}, { organizationSlug: organization.slug }]) {
      expect(await logIn(app, account, input)).toEqual({ outcome: null, userErrors: [{ code: 'NOT_A_MEMBER', field: null }] });
    }
  });

  it('needs no more statements than it must', async () => {
    const { account } = await aMember(app);
    await logIn(app, account);

    const statements = await app.statementsOf(() => logIn(app, account));

    expect(statements.map((sql) => sql.split(' ')[0])).toEqual([
      ...['insert', 'select', 'with', 'select', 'select', 'select'],
      ...['begin', 'select', 'select', 'select', 'select', 'insert', 'with', 'commit', 'select'],
    ]);
  });

  it('lets platform staff in with their scopes and no organization', async () => {
    const account = await anAccount(app, { platformScopes: [...PLATFORM_SCOPES] });

    const { outcome } = await logIn(app, account);

    const claims = jwt.decode(outcome.accessToken) as jwt.JwtPayload;
    expect(claims.scope.split(' ')).toEqual(PLATFORM_SCOPES);
    expect(claims).not.toHaveProperty('org');
    expect(claims).not.toHaveProperty('kind');
    expect(outcome.session.organization).toBeNull();
  });

  describe('with several organizations', () => {
    it('asks which', async () => {
      const { account, organization } = await aMember(app);
      const other = await anOrganization(app, { name: 'Zeta' });
      await aGrant(app, { userId: account.id, organizationId: other.id });

      const { outcome } = await logIn(app, account);

      expect(outcome).toMatchObject({
        __typename: 'OrganizationChoice',
        organizations: [
          { id: organization.id, name: 'Acme', status: 'ACTIVE' },
          { id: other.id, name: 'Zeta', status: 'ACTIVE' },
        ],
      });
    });

    it('goes straight to the one that is named', async () => {
      const { account } = await aMember(app);
      const other = await anOrganization(app);
      await aGrant(app, { userId: account.id, organizationId: other.id });

      const { outcome } = await logIn(app, account, { organizationSlug: ` ${other.slug.toUpperCase()} ` });

      expect(outcome.session.organization.id).toBe(other.id);
    });

    it('leaves out the ones that are not open, and asks nothing where one is left', async () => {
      const { account, organization } = await aMember(app);
      const suspended = await anOrganization(app, { status: OrganizationStatus.SUSPENDED });
      const left = await anOrganization(app);
      await aGrant(app, { userId: account.id, organizationId: suspended.id });
      await aGrant(app, { userId: account.id, organizationId: left.id, status: MembershipStatus.REMOVED });

      const { outcome } = await logIn(app, account);

      expect(outcome.session.organization.id).toBe(organization.id);
    });
  });

  it.each([
    ['SUSPENDED', 'ORGANIZATION_SUSPENDED'],
    ['PROVISIONING', 'ORGANIZATION_NOT_READY'],
    ['DELETED', 'NOT_A_MEMBER'],
  ] as const)('refuses the only organization while it is %s as %s, after a right password', async (status, code) => {
    const { account } = await aMember(app, { organization: await anOrganization(app, { status: OrganizationStatus[status] }) });
    await app.raised();

    expect(await logIn(app, account)).toEqual({ outcome: null, userErrors: [{ code, field: null }] });
    expect(await app.raised()).toMatchObject([{ type: 'auth.login.failed.v1', payload: { userId: account.id, reason: code } }]);
    expect(await logIn(app, account, { password: 'wrong' })).toEqual(REFUSED);
  });

  it('refuses an organization that the person is no member of', async () => {
    const { account } = await aMember(app);
    const foreign = await anOrganization(app);

    for (const organizationSlug of [foreign.slug, 'no-such-place']) {
      expect(await logIn(app, account, { organizationSlug })).toEqual({
        outcome: null,
        userErrors: [{ code: 'NOT_A_MEMBER', field: null }],
      });
    }
    expect(await logIn(app, account, { organizationSlug: foreign.slug, password: 'wrong' })).toEqual(REFUSED);
  });
});
