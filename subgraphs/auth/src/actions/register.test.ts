import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { MembershipGrant } from '../domain/membership-grant.entity.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { totpCode } from '../domain/totp.js';
import { authSubgraph } from '../subgraph.js';
import { anAccount, anOrganization, CONFIG, identityOf, logIn, PASSWORD } from '../testing/arrange.js';
import { Invitations } from '../testing/invitations.js';
import { setPolicy } from '../testing/policy.js';
import { REGISTER, registering } from '../testing/registration.js';
import { CONFIRM, ENROLL } from '../testing/second-factor.js';
import { Siblings } from '../testing/siblings.js';

const AT_TOKEN = ['input', 'token'];
const AT_PASSWORD = ['input', 'password'];

const invitations = new Invitations();
const siblings = new Siblings(invitations.answers);

describe('register', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG, call: siblings.call });
  const { accountsOf, register, codesOf, anInvitation } = registering(app, { invitations, siblings });
  const em = () => app.context().em;

  it('makes a member of whoever was invited, with the invitation’s roles, and logs them in', async () => {
    const { organization, token, email } = await anInvitation();

    const names = { firstName: ' Ada ', lastName: 'Lovelace', username: 'ada.l', deviceName: 'Laptop' };
    const { outcome, userErrors } = await register(token, names);

    expect(userErrors).toEqual([]);
    const [account] = await accountsOf(email);
    expect(account).toMatchObject({ displayName: 'Ada Lovelace', emailVerifiedAt: expect.any(Date), platformScopes: [] });
    const id = account?.id as string;
    expect(outcome.session).toMatchObject({ deviceName: 'Laptop', user: { id }, organization: { id: organization.id } });
    expect(jwt.decode(outcome.accessToken)).toMatchObject({ sub: id, org: organization.id, scope: 'org:read org:members:read' });
    expect(invitations.people.at(-1)).toEqual({
      ...{ token, userId: id, displayName: 'Ada Lovelace', firstName: 'Ada', lastName: 'Lovelace', username: 'ada.l' },
    });
    const grant = await em().findOneOrFail(MembershipGrant, { userId: id });
    expect(grant).toMatchObject({ id: invitations.memberships.get(id)?.membershipId, roleKeys: ['manager'], kind: 'EMPLOYEE' });
    expect((await app.raised()).map(({ type, payload }) => [type, payload.organizationId])).toEqual([
      ['auth.account.created.v1', null],
      ['auth.session.started.v1', organization.id],
    ]);
    expect(siblings.asked).toEqual(['invitationForRegistration', 'invitationRedeem']);
    expect((await logIn(app, { email })).userErrors).toEqual([]);
  });

  it('keeps neither the token nor what somebody could make it from', async () => {
    const { token, email } = await anInvitation();
    await register(token);
    const rows = await em().execute<object[]>('select row_to_json(a) as row from account a where email = ?', [email]);

    expect(JSON.stringify([rows, await app.raised()])).not.toContain(token);
  });

  it.each(['nonsense', '0'.repeat(200)])('takes no token that is no open invitation’s: %#', async (token) => {
    expect(await codesOf(token)).toEqual([['TOKEN_INVALID', AT_TOKEN]]);
  });

  it.each([
    [{ token: '' }, ['INVALID', AT_TOKEN]],
    [{ token: 'x'.repeat(201) }, ['INVALID', AT_TOKEN]],
    [{ password: '' }, ['INVALID', AT_PASSWORD]],
    [{ firstName: 'a\0' }, ['INVALID', ['input', 'firstName']]],
    [{ lastName: 'x'.repeat(101) }, ['INVALID', ['input', 'lastName']]],
    [{ deviceName: 'x'.repeat(101) }, ['INVALID', ['input', 'deviceName']]],
  ])('refuses the input %#', async (input, expected) => {
    siblings.asked.length = 0;

    expect(await codesOf('a token', input)).toEqual([expected]);
    expect(siblings.asked).toEqual([]);
  });

  it.each([
    ['short', 'PASSWORD_TOO_WEAK'],
    ['ada.lovelace', 'PASSWORD_TOO_WEAK'],
    ['lovelace-ada!', 'PASSWORD_TOO_WEAK'],
    ['1qaz2wsx3edc4rfv', 'PASSWORD_BREACHED'],
  ])('refuses the password %s before anything is redeemed', async (password, code) => {
    const { token, email } = await anInvitation();

    expect(await codesOf(token, { password, firstName: 'Ada', lastName: 'Lovelace' })).toEqual([[code, AT_PASSWORD]]);
    expect(siblings.asked).toEqual(['invitationForRegistration']);
    expect(await accountsOf(email)).toEqual([]);
    expect((await register(token)).userErrors).toEqual([]);
  });

  it('asks for a password as long as the organization wants it, and no closer to its name', async () => {
    const { token, organization } = await anInvitation();
    await setPolicy(app, organization.id, { passwordMinLength: 30 });

    expect(await codesOf(token)).toEqual([['PASSWORD_TOO_WEAK', AT_PASSWORD]]);
    expect((await register(token, { password: `${PASSWORD} ${PASSWORD}` })).userErrors).toEqual([]);
  });

  it('sends whoever has an account to log in and accept', async () => {
    const known = await anInvitation(`known-${crypto.randomUUID()}@example.com`);
    // User has not heard of this one yet.
    const account = await anAccount(app);
    const fresh = await anInvitation(account.email);

    expect(await codesOf(known.token)).toEqual([['EMAIL_TAKEN', AT_TOKEN]]);
    expect((await register(known.token)).userErrors[0].message).toContain('log in with the invitation');
    expect(await codesOf(fresh.token)).toEqual([['EMAIL_TAKEN', AT_TOKEN]]);
    expect(siblings.asked).not.toContain('invitationRedeem');
  });

  it.each([
    [OrganizationStatus.SUSPENDED, 'ORGANIZATION_SUSPENDED'],
    [OrganizationStatus.PROVISIONING, 'ORGANIZATION_NOT_READY'],
  ])('takes up nothing for an organization that is %s', async (status, code) => {
    const organization = await anOrganization(app, { status });
    const { token } = invitations.invite(organization.id);
    siblings.asked.length = 0;

    expect(await codesOf(token)).toEqual([[code, null]]);
    expect(siblings.asked).toEqual(['invitationForRegistration']);
  });

  it.each([
    [{ code: 'USERNAME_TAKEN', field: ['input', 'username'] }, ['USERNAME_TAKEN', ['input', 'username']]],
    [{ code: 'LIMIT_EXCEEDED', field: null }, ['LIMIT_EXCEEDED', AT_TOKEN]],
    [{ code: 'INVITER_NO_LONGER_ALLOWED', field: null }, ['INVITER_NO_LONGER_ALLOWED', AT_TOKEN]],
    [{ code: 'NOT_FOUND', field: AT_TOKEN }, ['TOKEN_INVALID', AT_TOKEN]],
    [{ code: 'SOMETHING_NEW', field: AT_TOKEN }, ['INVALID', AT_TOKEN]],
  ])('hands user’s refusal through, and can be sent again: %#', async (refusal, expected) => {
    const { token, email } = await anInvitation();
    invitations.refusal = refusal;

    expect(await codesOf(token)).toEqual([expected]);
    expect([await accountsOf(email), await app.raised()]).toEqual([[], []]);
    expect((await register(token)).userErrors).toEqual([]);
  });

  it('leaves the invitation of another address alone, and each address to one person', async () => {
    const first = await anInvitation();
    const second = invitations.invite((await anOrganization(app)).id, first.email);

    const answers = await Promise.all([codesOf(first.token), codesOf(second.token)]);

    expect(answers.toSorted((one, other) => one.length - other.length)).toEqual([[], [['EMAIL_TAKEN', AT_TOKEN]]]);
    expect(await accountsOf(first.email)).toHaveLength(1);
  });

  it('has a second factor set up first where the organization asks for one', async () => {
    const { token, organization } = await anInvitation();
    await setPolicy(app, organization.id, { mfaRequired: true });

    const { outcome } = await register(token, { trustDevice: true });

    expect(outcome).toMatchObject({ __typename: 'MfaChallenge', factors: [] });
    const challenge = outcome.challengeToken;
    const { secret } = (await app.execute(ENROLL, { challenge })).data.totpEnroll;
    const confirmed = (await app.execute(CONFIRM, { challenge, code: totpCode(secret, Date.now()) })).data.totpConfirm;
    expect(confirmed.outcome.session).toMatchObject({ aal: 2, organization: { id: organization.id } });
  });

  it('trusts the device where it is to', async () => {
    const { token } = await anInvitation();

    const { outcome } = await register(token, { trustDevice: true });

    expect(outcome.trustedDeviceToken).toMatch(/^[\w-]{43}$/);
  });

  it('is as good for somebody who is logged in as somebody else', async () => {
    const { token, organization } = await anInvitation();
    const other = await anInvitation();
    const { outcome } = await register(other.token);

    const { data } = await app.as(identityOf(outcome.accessToken)).execute(REGISTER, { input: { token, password: PASSWORD } });

    expect(data.register.outcome.session.organization.id).toBe(organization.id);
  });

  it('needs no more statements than it must', async () => {
    const { token } = await anInvitation();

    const statements = await app.statementsOf(() => register(token));

    expect(statements.map((sql) => sql.split(' ')[0])).toEqual([
      ...['insert', 'select', 'select', 'select'],
      ...['begin', 'select', 'select', 'select', 'select', 'select', 'insert', 'with', 'insert', 'commit'],
      ...['select', 'select'],
      ...['begin', 'select', 'select', 'select', 'select', 'insert', 'with', 'commit', 'select'],
    ]);
  });
});

describe('register from one network', () => {
  const app = testSubgraph(authSubgraph, {
    config: { ...CONFIG, SOURCE_CALLS_PER_MINUTE: '3' },
    call: new Siblings(new Invitations().answers).call,
  });

  it('is throttled, whatever token is tried', async () => {
    const answers: unknown[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { data, errors } = await app.execute(REGISTER, { input: { token: `guess ${count}`, password: PASSWORD } });
      answers.push(data?.register.userErrors[0].code ?? (errors as unknown as { extensions: { code: string } }[])[0]?.extensions.code);
    }

    expect(answers).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'TOKEN_INVALID', 'RATE_LIMITED']);
  });
});
