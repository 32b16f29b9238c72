import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { Session } from '../domain/session.entity.js';
import { aMember, anAccount, CONFIG, identityOf, letAge, logIn, REFRESH, refresh } from '../testing/arrange.js';
import { authWithMailbox, mailsTo } from '../testing/mailbox.js';
import { setPolicy } from '../testing/policy.js';

const START = `mutation ($input: ImpersonationStartInput!) { impersonationStart(input: $input) { userErrors { code field }
  tokens { accessToken refreshToken expiresIn session { id aal impersonationReason impersonator { id } user { id } } } } }`;
const STOP = 'mutation { impersonationStop { ok userErrors { code } } }';
const REASON = 'ticket 4711: cannot see invoices';

describe('impersonation', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const staff = async (...scopes: string[]) => {
    const account = await anAccount(app, { platformScopes: ['platform:impersonate', ...scopes] });
    const { outcome } = await logIn(app, account);
    const { accessToken, refreshToken, session } = outcome;
    return { account, identity: identityOf(accessToken), refreshToken: refreshToken as string, sessionId: session.id as string };
  };
  const aTarget = async () => {
    const permissions = ['org:read', 'org:write', 'org:members:read', 'org:members:write', 'org:ownership:write'];
    const member = await aMember(app, { grant: { permissions } });
    await app.raised();
    return { ...member, input: { userId: member.account.id, organizationId: member.organization.id, reason: REASON } };
  };
  const start = async (who: Parameters<typeof app.as>[0], input: object) =>
    (await app.as(who).execute(START, { input })).data.impersonationStart;

  it('gives staff a token of a member that says who it really is, reads only, and cannot be refreshed', async () => {
    const { account, organization, input } = await aTarget();
    const admin = await staff();
    await app.raised();

    const { tokens, userErrors } = await start(admin.identity, { ...input, durationMinutes: 45 });

    expect(userErrors).toEqual([]);
    expect(jwt.decode(tokens.accessToken)).toMatchObject({
      sub: account.id,
      org: organization.id,
      act: { sub: admin.account.id },
      ro: true,
      scope: 'org:read org:members:read',
      amr: [],
      acr: 'aal1',
    });
    expect(tokens).toMatchObject({
      expiresIn: 2_700,
      refreshToken: '',
      session: { impersonationReason: REASON, impersonator: { id: admin.account.id }, user: { id: account.id } },
    });
    const facts = { sessionId: tokens.session.id, userId: account.id, organizationId: organization.id, impersonatorId: admin.account.id };
    expect(await app.raised()).toMatchObject([
      { type: 'auth.impersonation.started.v1', organizationId: organization.id, payload: { ...facts, reason: REASON, readOnly: true } },
    ]);
    const [told] = await mailsTo(app, mailbox, account.email);
    expect(told).toMatchObject({ subject: 'Our support is working in your organization' });
    expect(told?.text).toContain(REASON);
    expect((await refresh(app, tokens.refreshToken)).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
  });

  it('changes something only where staff may do that, and never what only the person may', async () => {
    const { input } = await aTarget();

    expect((await start((await staff()).identity, { ...input, readOnly: false })).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'readOnly'] },
    ]);
    const { tokens } = await start((await staff('platform:impersonate:write')).identity, { ...input, readOnly: false });

    expect(jwt.decode(tokens.accessToken)).toMatchObject({ scope: 'org:read org:write org:members:read', ro: false });
  });

  it('is stopped by the rules of every mutation, and by nothing on its way out', async () => {
    const { organization, input } = await aTarget();
    const admin = await staff('platform:impersonate:write');
    const looking = identityOf((await start(admin.identity, input)).tokens.accessToken);
    const changing = identityOf((await start(admin.identity, { ...input, readOnly: false })).tokens.accessToken);
    const codeOf = async (who: typeof looking, mutation: string) => {
      const { errors } = await app.as(who).execute(`mutation { it: ${mutation} { userErrors { code } } }`);
      return (errors[0] as { extensions?: { code: string } } | undefined)?.extensions?.code;
    };
    const policy = `securityPolicyUpdate(input: { organizationId: "${organization.id}" })`;

    for (const who of [looking, changing]) {
      for (const mutation of ['sessionRevokeOthers', 'reauthenticate(password: "x")', policy]) {
        expect({ mutation, code: await codeOf(who, mutation) }).toEqual({ mutation, code: 'IMPERSONATION_PERSONAL' });
      }
    }
    expect(await codeOf(looking, `userUnlock(userId: "${input.userId}", reason: "x")`)).toBe('IMPERSONATION_READ_ONLY');
    expect(await codeOf(looking, 'impersonationStop')).toBeUndefined();
    expect(await codeOf(changing, 'logout')).toBeUndefined();
  });

  it('does not keep staff from their own tokens, and gives none for the person', async () => {
    const { input } = await aTarget();
    const admin = await staff();
    const acting = app.as(identityOf((await start(admin.identity, input)).tokens.accessToken));
    const renew = async (token: string) => (await acting.execute(REFRESH, { token })).data.tokenRefresh;

    const { tokens } = await renew(admin.refreshToken);

    expect(jwt.decode(tokens.accessToken)).toMatchObject({ sub: admin.account.id, sid: admin.sessionId });
    expect(jwt.decode(tokens.accessToken)).not.toHaveProperty('act');
    expect((await renew('')).userErrors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
  });

  it('touches neither credentials nor sessions of the person, even where the identity does not say who it is', async () => {
    const { account, input } = await aTarget();
    const theirs = (await logIn(app, account)).outcome;
    const { tokens } = await start((await staff()).identity, input);
    const borrowed = app.as({ ...identityOf(tokens.accessToken), impersonatorId: null, isReadOnly: false });

    for (const mutation of [
      'passwordChange(currentPassword: "x", newPassword: "y")',
      'emailChangeRequest(newEmail: "thief@example.com")',
      'totpEnroll',
      'passkeyRegisterBegin',
      'reauthenticate(password: "x")',
      `trustedDeviceRevoke(id: "${randomUUID()}")`,
      `sessionRevoke(id: "${theirs.session.id}")`,
      'sessionRevokeOthers',
    ]) {
      const { data } = await borrowed.execute(`mutation { it: ${mutation} { userErrors { code } } }`);
      expect({ mutation, errors: data.it.userErrors }).toEqual({ mutation, errors: [{ code: 'FORBIDDEN' }] });
    }
    const { errors } = await borrowed.execute(START, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect((await refresh(app, theirs.refreshToken)).userErrors).toEqual([]);
  });

  it('ends by its own token, and the session of the staff goes on', async () => {
    const { input } = await aTarget();
    const admin = await staff();
    const { tokens } = await start(admin.identity, input);
    await app.raised();

    expect((await app.as(identityOf(tokens.accessToken)).execute(STOP)).data.impersonationStop).toEqual({ ok: true, userErrors: [] });

    expect((await app.raised()).map(({ type }) => type)).toEqual(['auth.session.ended.v1', 'auth.impersonation.ended.v1']);
    const { em } = app.context();
    expect((await em.findOneOrFail(Session, { id: tokens.session.id })).status).toBe('REVOKED');
    expect((await em.findOneOrFail(Session, { id: admin.sessionId })).status).toBe('ACTIVE');
    expect((await app.as(admin.identity).execute(STOP)).data.impersonationStop.userErrors).toEqual([{ code: 'INVALID' }]);
  });

  it.each([
    ['without much of a reason', { reason: 'because' }, 'INVALID', 'reason'],
    ['for longer than an hour', { durationMinutes: 61 }, 'INVALID', 'durationMinutes'],
    ['of nobody', { userId: randomUUID() }, 'NOT_FOUND', 'userId'],
    ['of a malformed id', { userId: 'nonsense' }, 'NOT_FOUND', 'userId'],
    ['in an organization of somebody else', { organizationId: randomUUID() }, 'NOT_A_MEMBER', 'organizationId'],
  ])('is refused %s', async (_, change, code, field) => {
    const { input } = await aTarget();

    expect(await start((await staff()).identity, { ...input, ...change })).toEqual({
      tokens: null,
      userErrors: [{ code, field: ['input', field] }],
    });
  });

  it('is refused of platform staff, where the organization does not want it, and long after the last login', async () => {
    const { organization, input } = await aTarget();
    const admin = await staff();
    const colleague = await staff();

    const ofStaff = await start(admin.identity, { ...input, userId: colleague.account.id });
    expect(ofStaff.userErrors).toEqual([{ code: 'IMPERSONATION_TARGET_IS_ADMIN', field: ['input', 'userId'] }]);
    await setPolicy(app, organization.id, { allowImpersonation: false });
    expect((await start(admin.identity, input)).userErrors).toEqual([
      { code: 'IMPERSONATION_NOT_ALLOWED', field: ['input', 'organizationId'] },
    ]);
    await setPolicy(app, organization.id, { allowImpersonation: true });
    await letAge(app, admin.sessionId, 3_601);
    expect((await start(admin.identity, input)).userErrors).toEqual([{ code: 'REAUTHENTICATION_REQUIRED', field: null }]);
  });
});
