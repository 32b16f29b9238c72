import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { MemberKind, MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { RefreshTokens } from '../domain/refresh-token.js';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMemberLoggedIn, anAccount, CONFIG, logIn, refresh } from '../testing/arrange.js';

const refused = (code: string) => ({ tokens: null, userErrors: [{ code, field: ['refreshToken'] }] });

describe('refreshTokens', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const em = () => app.context().em;
  const aSession = () => aMemberLoggedIn(app);
  const sessionOf = (id: string) => em().findOneOrFail(Session, { id });
  const age = (id: string, seconds: number) => em().nativeUpdate(Session, { id }, { rotatedAt: new Date(Date.now() - seconds * 1_000) });

  it('exchanges a token for the next one and slides the expiry', async () => {
    const { id, token } = await aSession();
    const before = await sessionOf(id);
    await em().nativeUpdate(Session, { id }, { expiresAt: new Date(Date.now() + 60_000) });

    const { tokens, userErrors } = await refresh(app, token);

    expect(userErrors).toEqual([]);
    expect(tokens.session).toEqual({ id, status: 'ACTIVE' });
    expect(tokens.refreshToken).not.toBe(token);
    expect(jwt.decode(tokens.accessToken)).toMatchObject({ sid: id, scope: 'org:read' });
    const after = await sessionOf(id);
    expect(after.previousRefreshTokenHash).toBe(before.refreshTokenHash);
    expect(after.expiresAt.getTime()).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
    expect((await refresh(app, tokens.refreshToken)).userErrors).toEqual([]);
  });

  it('puts what the person is and may do now into the access token', async () => {
    const { token, grant } = await aSession();
    await em().nativeUpdate(MembershipGrant, { id: grant.id }, { permissions: ['org:billing:read'], kind: MemberKind.PARTNER });

    expect(jwt.decode((await refresh(app, token)).tokens.accessToken)).toMatchObject({ scope: 'org:billing:read', kind: 'PARTNER' });
  });

  it('keeps platform staff on the platform', async () => {
    const account = await anAccount(app, { platformScopes: ['platform:orgs:read'] });
    const { outcome } = await logIn(app, account);

    const claims = jwt.decode((await refresh(app, outcome.refreshToken)).tokens.accessToken);

    expect(claims).toMatchObject({ scope: 'platform:orgs:read' });
    expect(claims).not.toHaveProperty('org');
    expect(claims).not.toHaveProperty('kind');
    await app.raised();
  });

  it('gives fifty requests that race with one token the same usable pair', async () => {
    const { id, token } = await aSession();

    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(app, token)));

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    const next = new Set(answers.map(({ tokens }) => tokens.refreshToken));
    expect(next.size).toBe(1);
    for (const { tokens } of answers) expect(jwt.decode(tokens.accessToken)).toMatchObject({ sid: id, scope: 'org:read' });
    expect(await sessionOf(id)).toMatchObject({ status: 'ACTIVE', generation: 1 });
    expect((await refresh(app, [...next][0])).userErrors).toEqual([]);
    expect(await app.raised()).toEqual([]);
  });

  it('repeats its answer to a client that lost it, within the grace', async () => {
    const { id, token } = await aSession();
    const first = await refresh(app, token);
    await age(id, 29);
    const { expiresAt, rotatedAt } = await sessionOf(id);

    const second = await refresh(app, token);

    expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
    expect(await sessionOf(id)).toMatchObject({ expiresAt, rotatedAt });
  });

  it('ends the session when a token comes back after the grace, whoever holds the newest one', async () => {
    const { id, token, account, organization } = await aSession();
    const { tokens } = await refresh(app, token);
    await age(id, 31);

    expect(await refresh(app, token)).toEqual(refused('TOKEN_REUSED'));

    expect(await refresh(app, tokens.refreshToken)).toEqual(refused('SESSION_REVOKED'));
    expect(await sessionOf(id)).toMatchObject({ status: 'REVOKED', endedReason: 'TOKEN_REUSE', endedAt: expect.any(Date) });
    const session = { sessionId: id, userId: account.id, organizationId: organization.id };
    expect(await app.raised()).toMatchObject([
      { type: 'auth.session.ended.v1', payload: { ...session, reason: 'TOKEN_REUSE' } },
      { type: 'auth.session.reuse_detected.v1', payload: { ...session, subtype: 'RECENT_PREV' } },
    ]);
  });

  it.each([2, 3, 7])('tells a thief who comes %s rotations late from one who is a little late', async (rotations) => {
    const { token } = await aSession();
    let newest = token;
    for (let count = 0; count < rotations; count += 1) newest = (await refresh(app, newest)).tokens.refreshToken;

    expect(await refresh(app, token)).toEqual(refused('TOKEN_REUSED'));

    expect((await app.raised()).at(-1)).toMatchObject({ payload: { subtype: 'STALE_LINEAGE' } });
    expect(await refresh(app, newest)).toEqual(refused('SESSION_REVOKED'));
  });

  it('ends a session whose line the database has lost, as after a restore from before', async () => {
    const { id, token } = await aSession();
    const { refreshTokenHash, generation } = await sessionOf(id);
    const { tokens } = await refresh(app, token);
    await em().nativeUpdate(Session, { id }, { refreshTokenHash, generation, previousRefreshTokenHash: null, rotationNonce: null });

    expect(await refresh(app, tokens.refreshToken)).toEqual(refused('TOKEN_REUSED'));

    expect((await app.raised()).at(-1)).toMatchObject({ payload: { subtype: 'ORPHANED_BRANCH' } });
  });

  it('ends the session when a token comes back that was rotated twice, at once', async () => {
    const { token } = await aSession();
    const { tokens } = await refresh(app, token);
    await refresh(app, tokens.refreshToken);

    expect(await refresh(app, token)).toEqual(refused('TOKEN_REUSED'));
  });

  it('announces a reuse once, however many copies come', async () => {
    const { id, token } = await aSession();
    await refresh(app, token);
    await age(id, 60);

    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(app, token)));

    expect(answers.every(({ tokens }) => tokens === null)).toBe(true);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.session.ended.v1', 'auth.session.reuse_detected.v1']);
  });

  it('leaves the other sessions of the person alone', async () => {
    const { id, token, account } = await aSession();
    const { outcome } = await logIn(app, account);
    await refresh(app, token);
    await age(id, 60);
    await refresh(app, token);

    expect((await refresh(app, outcome.refreshToken)).userErrors).toEqual([]);
  });

  it('refuses a token that it did not make, even one that names a session, and leaves that alone', async () => {
    const { id, token, account } = await aSession();
    const forged = new RefreshTokens(Buffer.alloc(32)).first(id);
    const access = (await logIn(app, account)).outcome.accessToken;

    for (const bad of ['', 'garbage', forged, `${token}A`, token.slice(0, -1), access, 'x'.repeat(100_000)]) {
      expect(await refresh(app, bad)).toEqual(refused('TOKEN_INVALID'));
    }
    expect((await sessionOf(id)).status).toBe('ACTIVE');
  });

  it('refuses the token of a session that is gone', async () => {
    const { id, token } = await aSession();
    await em().nativeDelete(Session, { id });

    expect(await refresh(app, token)).toEqual(refused('TOKEN_INVALID'));
  });

  it('refuses a session that was not used for too long', async () => {
    const { id, token } = await aSession();
    await em().nativeUpdate(Session, { id }, { expiresAt: new Date(Date.now() - 1) });

    expect(await refresh(app, token)).toEqual(refused('TOKEN_EXPIRED'));
    expect(await app.raised()).toEqual([]);
  });

  it.each([
    ['the organization is suspended', 'ORGANIZATION_SUSPENDED', 'ORGANIZATION_SUSPENDED'],
    ['the membership is gone', 'SESSION_REVOKED', 'MEMBERSHIP_REMOVED'],
    ['the account is disabled', 'SESSION_REVOKED', 'USER_DISABLED'],
  ])('ends the session where %s, should no event have done so', async (what, code, reason) => {
    const { id, token, account, organization, grant } = await aSession();
    if (code === 'ORGANIZATION_SUSPENDED')
      await em().nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.SUSPENDED });
    else if (reason === 'MEMBERSHIP_REMOVED')
      await em().nativeUpdate(MembershipGrant, { id: grant.id }, { status: MembershipStatus.REMOVED });
    else await em().nativeUpdate(Account, { id: account.id }, { status: AccountStatus.DISABLED });

    const { tokens, userErrors } = await refresh(app, token);

    expect({ what, tokens, codes: userErrors.map((error) => error.code) }).toEqual({ what, tokens: null, codes: [code] });
    expect(await sessionOf(id)).toMatchObject({ status: 'REVOKED', endedReason: reason });
    expect(await app.raised()).toMatchObject([{ type: 'auth.session.ended.v1', payload: { sessionId: id, reason } }]);
  });

  it('needs no more statements than it must', async () => {
    const { token } = await aSession();

    const statements = await app.statementsOf(() => refresh(app, token));

    expect(statements.map((sql) => sql.split(' ')[0])).toEqual(['insert', 'update', 'select', 'select', 'select']);
  });
});
