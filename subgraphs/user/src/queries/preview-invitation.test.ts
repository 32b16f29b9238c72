import { describe, expect, it } from '@jest/globals';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import type { SubgraphRequest, SubgraphResponse } from '@supergraph/kernel/transport';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember, aPerson } from '../testing/a-member.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';

const PREVIEW = `query ($token: String!) { invitationByToken(token: $token) {
  organizationName email kind inviterName expiresAt accountExists
} }`;

describe('previewInvitation', () => {
  const facts = fixedFacts();
  const asked: Omit<SubgraphRequest, 'query' | 'requestId' | 'client'>[] = [];
  let answer: SubgraphResponse = {};
  const call = async (subgraph: string, { variables, identity }: SubgraphRequest) => {
    asked.push({ variables, identity });
    return subgraph === 'tenant' ? answer : {};
  };
  const app = testSubgraph(userSubgraph, { facts, call });
  const preview = (token: string) => app.execute(PREVIEW, { token });

  it('says to whoever has the token what is offered by whom, without a login', async () => {
    const { organizationId, owner } = await aCompany(app);
    const inviter = await aMember(app, { organizationId, roleKeys: ['owner'], profile: { displayName: 'Ada L.' } });
    const { invitation, token } = await anInvitation(app, { by: inviter });
    answer = { data: { organization: { name: 'Acme Ltd' } } };

    const { data, errors } = await preview(token);

    expect(errors).toEqual([]);
    expect(data.invitationByToken).toEqual({
      organizationName: 'Acme Ltd',
      email: invitation.email,
      kind: 'EMPLOYEE',
      inviterName: 'Ada L.',
      expiresAt: invitation.expiresAt.toISOString(),
      accountExists: false,
    });
    expect(asked).toMatchObject([{ variables: { id: organizationId }, identity: { kind: 'service', subject: 'user', organizationId } }]);
    await aPerson(app, { email: invitation.email });
    expect((await app.as(owner.identity).execute(PREVIEW, { token })).data.invitationByToken.accountExists).toBe(true);
    expect(await app.context().em.findOne(Invitation, { id: invitation.id })).toMatchObject({ status: 'PENDING', revision: 1 });
  });

  it('says nothing of one that is over, of an organization out of service, or for a token that was made up', async () => {
    const { organizationId, owner } = await aCompany(app);
    const late = await anInvitation(app, { by: owner, row: runOut() });
    const gone = await anInvitation(app, { by: owner, row: { status: InvitationStatus.REVOKED, endedAt: new Date() } });
    const open = await anInvitation(app, { by: owner });

    for (const token of [late.token, gone.token, open.invitation.id, open.invitation.tokenHash, 'made up', ''])
      expect((await preview(token)).data).toEqual({ invitationByToken: null });
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect((await preview(open.token)).data).toEqual({ invitationByToken: null });
    facts.put({ id: organizationId, status: 'ACTIVE' });
    expect((await preview(open.token)).data).toMatchObject({ invitationByToken: { email: open.invitation.email } });
  });

  it('leaves the name of the organization out where that cannot be asked for', async () => {
    const { invitation, token } = await anInvitation(app, { by: (await aCompany(app)).owner });

    for (const broken of [{}, { data: { organization: null } }, { errors: [{ message: 'inside' }] }]) {
      answer = broken;
      const { data, errors } = await preview(token);
      expect(data.invitationByToken).toMatchObject({ organizationName: null, email: invitation.email, accountExists: false });
      expect(errors.map(({ path, extensions }) => [path?.at(-1), extensions?.code])).toEqual([['organizationName', 'UNAVAILABLE']]);
      expect(JSON.stringify(errors)).not.toContain('inside');
    }
  });
});
