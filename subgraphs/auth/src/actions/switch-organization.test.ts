import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import { MembershipStatus } from '../domain/membership-grant.entity.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anOrganization, CONFIG, identityOf, letAge, logIn, refresh } from '../testing/arrange.js';
import { setPolicy } from '../testing/policy.js';

const SWITCH = `mutation ($id: ID!) { organizationSwitch(organizationId: $id) { userErrors { code field }
  tokens { accessToken refreshToken session { id authMethods organization { id } deviceName } } } }`;

describe('organizationSwitch', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const sessionOf = (id: string) => app.context().em.findOneOrFail(Session, { id });
  /** Somebody who is logged in to one of two organizations. */
  const aTraveller = async () => {
    const { account, organization } = await aMember(app);
    const other = await anOrganization(app);
    await aGrant(app, { userId: account.id, organizationId: other.id, permissions: ['there:only'] });
    const { outcome } = await logIn(app, account, { organizationSlug: organization.slug, deviceName: 'Laptop' });
    await app.raised();
    return {
      account,
      organization,
      other,
      id: outcome.session.id as string,
      token: outcome.refreshToken,
      identity: identityOf(outcome.accessToken),
    };
  };
  const change = async (who: Parameters<typeof app.as>[0], id: string) =>
    (await app.as(who).execute(SWITCH, { id })).data.organizationSwitch;

  it('starts a session in another organization, and leaves the one that it came from alone', async () => {
    const { account, other, identity, token } = await aTraveller();

    const { tokens, userErrors } = await change(identity, other.id);

    expect(userErrors).toEqual([]);
    expect(jwt.decode(tokens.accessToken)).toMatchObject({ sub: account.id, org: other.id, scope: 'there:only', amr: ['pwd'] });
    expect(tokens.session).toMatchObject({ organization: { id: other.id }, deviceName: 'Laptop' });
    expect(await app.raised()).toMatchObject([{ type: 'auth.session.started.v1', organizationId: other.id }]);
    for (const one of [token, tokens.refreshToken]) expect((await refresh(app, one)).userErrors).toEqual([]);
  });

  it('proves nothing anew: neither for sensitive changes nor for the longest life', async () => {
    const { other, identity, id } = await aTraveller();
    await letAge(app, id, 7_200);

    const { tokens } = await change(identity, other.id);

    const [from, to] = [await sessionOf(id), await sessionOf(tokens.session.id)];
    expect(to.authenticatedAt).toEqual(from.authenticatedAt);
    expect(to.endsAt.getTime()).toBe(from.authenticatedAt.getTime() + 720 * 3_600_000);
  });

  it('asks for what the other organization asks for', async () => {
    const { other, identity } = await aTraveller();
    await setPolicy(app, other.id, { mfaRequired: true });

    expect(await change(identity, other.id)).toEqual({ tokens: null, userErrors: [{ code: 'MFA_REQUIRED', field: ['organizationId'] }] });
  });

  it.each([
    ['the same one', 'INVALID'],
    ['a foreign one', 'NOT_A_MEMBER'],
    ['one that they left', 'NOT_A_MEMBER'],
    ['a suspended one', 'ORGANIZATION_SUSPENDED'],
    ['none', 'NOT_A_MEMBER'],
    ['nonsense', 'NOT_A_MEMBER'],
  ])('to %s is refused as %s', async (kind, code) => {
    const { account, organization, identity } = await aTraveller();
    const [left, suspended] = [await anOrganization(app), await anOrganization(app, { status: OrganizationStatus.SUSPENDED })];
    await aGrant(app, { userId: account.id, organizationId: left.id, status: MembershipStatus.REMOVED });
    await aGrant(app, { userId: account.id, organizationId: suspended.id });
    const ids: Record<string, string> = {
      'the same one': organization.id,
      'a foreign one': (await anOrganization(app)).id,
      'one that they left': left.id,
      'a suspended one': suspended.id,
      none: randomUUID(),
      nonsense: 'nonsense',
    };

    expect((await change(identity, ids[kind] ?? '')).userErrors).toMatchObject([{ code }]);
  });
});
