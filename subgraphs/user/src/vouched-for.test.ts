import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from './domain/invitation.entity.js';
import { User } from './domain/user.entity.js';
import { userSubgraph } from './subgraph.js';
import { aCompany } from './testing/a-company.js';
import { aMember } from './testing/a-member.js';
import { anInvitation } from './testing/an-invitation.js';

const SEE = '{ viewer { id memberships { totalCount nodes { organization { id } } } } }';
const REACH = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Membership { id } } }`;
const UPDATE = 'mutation { viewerUpdate(input: { username: "taken.over" }) { userErrors { code } } }';
const ACCEPT = 'mutation ($token: String!) { invitationAccept(input: { token: $token }) { userErrors { code } } }';

describe('a viewer whom the organization alone has vouched for', () => {
  const app = testSubgraph(userSubgraph, { facts: fixedFacts() });
  async function aPersonOfTwo() {
    const { organizationId } = await aCompany(app);
    const here = await aMember(app, { organizationId });
    const there = await aMember(app, { organizationId: randomUUID(), user: here.user });
    const proved = here.identity;
    return { organizationId, here, there, proved, vouched: { ...proved, isVouchedFor: true } };
  }

  it('sees of the person what is in that organization, where the person sees all', async () => {
    const { organizationId, there, proved, vouched } = await aPersonOfTwo();
    const see = async (who: typeof proved) => (await app.as(who).execute(SEE)).data.viewer.memberships;
    const reach = async (who: typeof proved) =>
      (await app.as(who).execute(REACH, { of: [{ __typename: 'Membership', id: there.membership.id }] })).data._entities;

    expect(await see(vouched)).toEqual({ totalCount: 1, nodes: [{ organization: { id: organizationId } }] });
    expect((await see(proved)).totalCount).toBe(2);
    expect([await reach(vouched), await reach(proved)]).toEqual([[null], [{ id: there.membership.id }]]);
  });

  it('decides nothing that is the person’s wherever they are: how they are called, and where they belong', async () => {
    const { here, vouched } = await aPersonOfTwo();
    const { invitation, token } = await anInvitation(app, { by: (await aCompany(app)).owner, email: here.user.email });
    await app.raised();

    expect((await app.as(vouched).execute(UPDATE)).data.viewerUpdate.userErrors).toEqual([{ code: 'OWN_LOGIN_REQUIRED' }]);
    expect((await app.as(vouched).execute(ACCEPT, { token })).data.invitationAccept.userErrors).toEqual([{ code: 'OWN_LOGIN_REQUIRED' }]);
    expect(await app.context().em.findOneOrFail(User, { id: here.user.id })).toMatchObject({ username: here.user.username, revision: 1 });
    expect(await app.context().em.findOneOrFail(Invitation, { id: invitation.id })).toMatchObject({ status: 'PENDING' });
    expect(await app.raised()).toEqual([]);
  });
});
