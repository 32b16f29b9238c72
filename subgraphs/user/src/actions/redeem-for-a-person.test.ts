import { describe, expect, it } from '@jest/globals';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aPerson } from '../testing/a-member.js';
import { anInvitation } from '../testing/an-invitation.js';
import { aDerivedId, asAuth } from '../testing/registering.js';

describe('redeemInvitation, for a person that there is', () => {
  const app = testSubgraph(userSubgraph, { facts: fixedFacts() });
  const { look, redeem } = asAuth(app);
  const refused = (code: string, ...field: string[]) => ({ membership: null, userErrors: [{ code, field: ['input', ...field] }] });
  const personOf = (id: string) => app.context().em.findOne(User, { id });
  const stored = ({ id }: Invitation) => app.context().em.findOneOrFail(Invitation, { id });

  it('makes a member of a person that there is, and leaves the person as they are', async () => {
    const { organizationId, owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner });
    const { id: userId } = await aPerson(app, { email: invitation.email, displayName: 'Ada' });

    const { membership } = await redeem({ token, userId, displayName: 'Somebody else' });

    expect(membership).toMatchObject({ organizationId, userId, status: 'ACTIVE' });
    expect(await personOf(userId)).toMatchObject({ displayName: 'Ada', revision: 1 });
    expect((await app.raised()).map(({ type }) => type)).toEqual(['membership.created.v1', 'invitation.updated.v1']);
  });

  it('does nothing for whoever was locked out, before it or after it', async () => {
    const invite = async () => anInvitation(app, { by: (await aCompany(app)).owner });
    const [before, after] = [await invite(), await invite()];
    const { id } = await aPerson(app, { email: before.invitation.email, status: UserStatus.DISABLED });
    const userId = aDerivedId();
    await redeem({ token: after.token, userId });
    await app.context().em.nativeUpdate(User, { id: userId }, { status: UserStatus.DISABLED });

    expect(await redeem({ token: before.token, userId: id })).toEqual(refused('NOT_FOUND', 'token'));
    expect(await redeem({ token: after.token, userId })).toEqual(refused('NOT_FOUND', 'token'));
    expect([await look(before.token, id), await look(after.token, userId)]).toEqual([null, null]);
    expect(await stored(before.invitation)).toMatchObject({ status: 'PENDING' });
  });
});
