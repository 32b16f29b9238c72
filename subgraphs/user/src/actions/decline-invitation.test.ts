import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';

const DECLINE = `mutation ($token: String!) { invitationDecline(token: $token) {
  declined { email inviterName accountExists } userErrors { code field }
} }`;

describe('declineInvitation', () => {
  const app = testSubgraph(userSubgraph);
  const stored = ({ id }: { id: string }) => app.context().em.findOneOrFail(Invitation, { id });
  const notFound = { declined: null, userErrors: [{ code: 'NOT_FOUND', field: ['token'] }] };

  it('needs the token and no login, and is announced', async () => {
    const { organizationId, owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner, roleKeys: ['manager'] });

    const { data, errors } = await app.execute(DECLINE, { token });

    expect(errors).toEqual([]);
    expect(data.invitationDecline).toEqual({
      declined: { email: invitation.email, inviterName: owner.user.displayName, accountExists: false },
      userErrors: [],
    });
    expect(await stored(invitation)).toMatchObject({ status: 'DECLINED', endedAt: expect.any(Date), acceptedById: null });
    expect(await app.raised()).toMatchObject([
      {
        type: 'invitation.updated.v1',
        organizationId,
        payload: { invitationId: invitation.id, status: 'DECLINED', roleKeys: ['manager'] },
      },
    ]);
    expect((await app.execute(DECLINE, { token })).data.invitationDecline).toEqual(notFound);
  });

  it('works as somebody of another organization', async () => {
    const { token, invitation } = await anInvitation(app, { by: (await aCompany(app)).owner });
    const { employee } = await aCompany(app);

    expect((await app.as(employee.identity).execute(DECLINE, { token })).data.invitationDecline.userErrors).toEqual([]);
    expect((await stored(invitation)).status).toBe('DECLINED');
  });

  it('finds nothing to decline where it is over, by its id, or by a token that was made up', async () => {
    const { owner } = await aCompany(app);
    const late = await anInvitation(app, { by: owner, row: runOut() });
    const open = await anInvitation(app, { by: owner });

    for (const token of [late.token, open.invitation.id, open.invitation.tokenHash, 'made up', ''])
      expect((await app.execute(DECLINE, { token })).data.invitationDecline).toEqual(notFound);
    expect((await stored(open.invitation)).status).toBe('PENDING');
    expect(await app.raised()).toEqual([]);
  });
});
