import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { sessionStarted } from '@supergraph/schema/events';
import { userSubgraph } from '../subgraph.js';
import { aMember } from '../testing/a-member.js';

const VIEWER = '{ viewer { memberships { nodes { lastActiveAt revision organization { id } } } } }';

type Member = Awaited<ReturnType<typeof aMember>>;

describe('recordActivityOfMembers', () => {
  const app = testSubgraph(userSubgraph);
  const [early, late] = ['2026-01-01T08:00:00.000Z', '2026-01-02T08:00:00.000Z'];
  const logIn = ({ user }: Member, organizationId: string | null, createdAt: string) =>
    app.deliver(sessionStarted, { sessionId: randomUUID(), userId: user.id, organizationId }, { createdAt });
  const seen = async (member: Member) => (await app.as(member.identity).execute(VIEWER)).data.viewer.memberships.nodes;

  it('notes when somebody last logged in, where they did, and changes nothing else', async () => {
    const [here, there] = [randomUUID(), randomUUID()];
    const ada = await aMember(app, { organizationId: here });
    await aMember(app, { organizationId: there, user: ada.user });
    const bob = await aMember(app, { organizationId: here });
    await app.raised();

    await logIn(ada, here, late);
    await logIn(ada, here, early);

    const ofAda = await seen(ada);
    expect(ofAda).toHaveLength(2);
    expect(ofAda).toContainEqual({ lastActiveAt: late, revision: 1, organization: { id: here } });
    expect(ofAda).toContainEqual({ lastActiveAt: null, revision: 1, organization: { id: there } });
    expect(await seen(bob)).toMatchObject([{ lastActiveAt: null }]);
    expect(await app.raised()).toEqual([]);
  });

  it('takes a login to no organization, or to one that the person is no member of, for what it is', async () => {
    const ada = await aMember(app, { organizationId: randomUUID() });

    await logIn(ada, null, late);
    await logIn(ada, randomUUID(), late);

    expect(await seen(ada)).toMatchObject([{ lastActiveAt: null }]);
  });
});
