import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { Membership } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember } from '../testing/a-member.js';
import { anInvitation } from '../testing/an-invitation.js';
import { lockMemberships } from './lock-memberships.js';

const ACCEPT = `mutation ($token: String!) { invitationAccept(input: { token: $token }) {
  membership { id } user { id } userErrors { code field }
} }`;

type Company = Awaited<ReturnType<typeof aCompany>>;
type Member = Company['owner'];

describe('acceptInvitation, at once with others', () => {
  const app = testSubgraph(userSubgraph);
  const accept = async (by: Member, token: string) => (await app.as(by.identity).execute(ACCEPT, { token })).data.invitationAccept;
  const aGuest = async ({ owner }: Company) => {
    const guest = await aMember(app, { organizationId: randomUUID() });
    return { guest, ...(await anInvitation(app, { by: owner, email: guest.user.email })) };
  };
  const membershipsIn = ({ organizationId }: Company, userId: string) => app.context().em.find(Membership, { organizationId, userId });
  const stored = ({ id }: { id: string }) => app.context().em.findOneOrFail(Invitation, { id });
  const NOT_FOUND = { membership: null, user: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'token'] }] };

  it('makes one membership however often and at once it is accepted, and none beside a decline or a revocation', async () => {
    const company = await aCompany(app);
    const same = await aGuest(company);
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(same.guest, same.token)));
    expect(answers.filter(({ membership }) => membership)).toHaveLength(1);
    expect(answers.filter(({ membership }) => !membership)).toEqual(Array(3).fill(NOT_FOUND));
    expect(await membershipsIn(company, same.guest.user.id)).toHaveLength(1);

    for (let round = 0; round < 5; round += 1) {
      const race = await aCompany(app);
      const { guest, invitation, token } = await aGuest(race);
      const [accepted, ...others] = await Promise.all([
        accept(guest, token),
        app.execute('mutation ($token: String!) { invitationDecline(token: $token) { userErrors { code } } }', { token }),
        app
          .as(race.owner.identity)
          .execute('mutation ($id: ID!) { invitationRevoke(id: $id) { userErrors { code } } }', { id: invitation.id }),
      ]);
      const { status } = await stored(invitation);
      expect([status, await membershipsIn(race, guest.user.id)]).toEqual([
        accepted.membership ? 'ACCEPTED' : expect.stringMatching(/DECLINED|REVOKED/),
        accepted.membership ? [expect.anything()] : [],
      ]);
      const answers = [accepted, others[0].data.invitationDecline, others[1].data.invitationRevoke];
      const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
      expect([codes.length, codes.filter((code) => !['NOT_FOUND', 'INVITATION_NOT_PENDING'].includes(code))]).toEqual([2, []]);
    }
  });

  it('waits for whoever decides on the members or roles of the organization', async () => {
    const company = await aCompany(app);
    const { guest, invitation, token } = await aGuest(company);
    const { em } = app.context();
    await em.begin();
    await lockMemberships(em, company.organizationId);
    const accepting = accept(guest, token);
    const isWaiting = async () => {
      const [row] = await em.execute<{ found: boolean }[]>(`select exists (select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())) as found`);
      return row?.found || (await Promise.race([accepting.then(() => 'done'), sleep(20)]));
    };

    let seen: unknown;
    while (!seen) seen = await isWaiting();
    await em.rollback();

    expect(seen).toBe(true);
    expect((await accepting).userErrors).toEqual([]);
    expect((await stored(invitation)).status).toBe('ACCEPTED');
  });
});
