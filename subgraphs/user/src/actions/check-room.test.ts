import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';
import { MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember } from '../testing/a-member.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';
import { anAddress, inviting, refused } from '../testing/inviting.js';
import { manyMembers } from '../testing/many-members.js';

describe('the room of an organization', () => {
  const config = { MAX_INVITATIONS_PER_ORGANIZATION: '3', MAX_MEMBERS_PER_ORGANIZATION: '20', INVITATION_MAILS_PER_HOUR: '4' };
  const app = testSubgraph(userSubgraph, { config });
  const create = inviting(app);
  const stored = (organizationId: string) => app.context().em.find(Invitation, { organizationId });

  it('keeps so many invitations open and no more; those that are over do not count', async () => {
    const { organizationId, owner } = await aCompany(app);
    for (const row of [{}, {}, runOut(), { status: 'REVOKED', endedAt: new Date() } as Partial<Invitation>])
      await anInvitation(app, { by: owner, row });

    expect((await create(owner)).userErrors).toEqual([]);
    expect(await create(owner)).toEqual(refused('LIMIT_EXCEEDED'));
    expect(await create((await aCompany(app)).owner)).toMatchObject({ userErrors: [] });
    expect((await stored(organizationId)).length).toBe(5);
  });

  it('has room for active members and open invitations together', async () => {
    const { organizationId, owner } = await aCompany(app);
    const [role] = await app.context<UserContext>().loaders.rolesByOrganizationId.load(organizationId);
    await aMember(app, { organizationId, membership: { status: MembershipStatus.SUSPENDED } });
    await manyMembers(app, { organizationId, count: 15, role: role! });

    expect((await create(owner)).userErrors).toEqual([]);
    expect((await create(owner)).userErrors).toEqual([]);
    expect((await create(owner)).userErrors).toMatchObject([{ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('20 people') }]);
  });

  it('does not fill a mailbox, however often the invitations are replaced', async () => {
    const { owner } = await aCompany(app);
    const email = anAddress();
    const again = async () => (await create(owner, { email, replacePending: true })).userErrors;

    for (let mail = 1; mail <= 4; mail += 1) expect(await again()).toEqual([]);
    expect(await again()).toMatchObject([{ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('one address') }]);
    expect((await create(owner)).userErrors).toEqual([]);
  });
});
