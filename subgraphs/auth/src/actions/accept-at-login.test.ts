import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { membershipUpdated } from '@supergraph/schema/events';
import { MembershipStatus } from '../domain/membership-grant.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, anAccount, anOrganization, CONFIG, LOGIN, PASSWORD } from '../testing/arrange.js';
import { Invitations } from '../testing/invitations.js';
import { aMemberWithTotp, CHALLENGED } from '../testing/second-factor.js';
import { Siblings } from '../testing/siblings.js';

describe('a login with an invitation', () => {
  const invitations = new Invitations();
  const siblings = new Siblings(invitations.answers);
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SIGN_UP_WAIT_MS: '5000' }, call: siblings.call });
  const logIn = async (email: string, invitationToken: string | null, input: object = {}) =>
    (await app.execute(LOGIN, { input: { email, password: PASSWORD, invitationToken, ...input } })).data.login;
  async function somebodyInvited() {
    const [account, organization] = [await anAccount(app), await anOrganization(app)];
    const { token } = invitations.invite(organization.id, account.email);
    siblings.asked.length = 0;
    return { account, organization, token };
  }

  it('accepts it and lets somebody in who was in no organization, and is a login when it is sent again', async () => {
    const { account, organization, token } = await somebodyInvited();
    expect((await logIn(account.email, null)).userErrors).toEqual([{ code: 'NOT_A_MEMBER', field: null }]);

    const [first, again] = [await logIn(account.email, token), await logIn(account.email, token)];

    for (const { outcome, userErrors } of [first, again]) {
      expect(userErrors).toEqual([]);
      expect(outcome.session).toMatchObject({ user: { id: account.id }, organization: { id: organization.id } });
    }
    expect(invitations.people.filter(({ userId }) => userId === account.id)).toHaveLength(1);
    expect((await logIn(account.email, null)).userErrors).toEqual([]);
  });

  it('waits for what it has heard last of somebody who comes back', async () => {
    const { account, organization, token } = await somebodyInvited();
    const [organizationId, userId] = [organization.id, account.id];
    const grant = await aGrant(app, { organizationId, userId, status: MembershipStatus.REMOVED });
    const permissions = ['org:read'];
    const facts = {
      membershipId: grant.id,
      organizationId,
      userId,
      status: 'ACTIVE',
      kind: 'EMPLOYEE',
      roleKeys: [],
      permissions,
    } as const;
    invitations.memberships.set(userId, { ...facts, roleKeys: [], permissions });

    const [{ outcome, userErrors }] = await Promise.all([
      logIn(account.email, token),
      sleep(200).then(() => app.deliver(membershipUpdated, { ...facts, roleKeys: [], permissions })),
    ]);

    expect(userErrors).toEqual([]);
    expect(outcome.session.organization.id).toBe(organizationId);
  });

  it('goes to the organization that invites, whichever else was named', async () => {
    const { account, organization, token } = await somebodyInvited();
    const other = await anOrganization(app);

    const { outcome } = await logIn(account.email, token, { organizationSlug: other.slug });

    expect(outcome.session.organization).toEqual(expect.objectContaining({ id: organization.id }));
  });

  it('accepts nothing by a wrong password', async () => {
    const { account, token } = await somebodyInvited();

    expect((await logIn(account.email, token, { password: 'of somebody who found the mail' })).userErrors).toMatchObject([
      { code: 'INVALID_CREDENTIALS' },
    ]);
    expect(siblings.asked).toEqual([]);
  });

  it.each([
    ['NOT_FOUND', 'TOKEN_INVALID'],
    ['INVITATION_WRONG_RECIPIENT', 'INVITATION_WRONG_RECIPIENT'],
    ['LIMIT_EXCEEDED', 'LIMIT_EXCEEDED'],
  ])('lets nobody in where user refuses it: %s', async (refusal, code) => {
    const { account, token } = await somebodyInvited();
    invitations.refusal = { code: refusal, field: ['input', 'token'] };

    expect(await logIn(account.email, token)).toEqual({ outcome: null, userErrors: [{ code, field: ['input', 'invitationToken'] }] });
  });

  it('asks for the second factor all the same', async () => {
    const { account } = await aMemberWithTotp(app);
    const organization = await anOrganization(app);
    const { token } = invitations.invite(organization.id, account.email);

    const { data } = await app.execute(CHALLENGED, { input: { email: account.email, password: PASSWORD, invitationToken: token } });

    expect(data.login.outcome).toMatchObject({ __typename: 'MfaChallenge', factors: ['TOTP', 'BACKUP_CODE'] });
  });
});
