import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { accountCreated, tenantReleased } from '@supergraph/schema/events';
import { Membership } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { PERMISSIONS } from '../domain/permissions.js';
import { User } from '../domain/user.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember, aPerson } from '../testing/a-member.js';

describe('createOwnerOfNewOrganization', () => {
  const app = testSubgraph(userSubgraph);
  const anAccount = (values: Partial<Parameters<typeof accountCreated.payload.parse>[0] & object> = {}) => ({
    userId: randomUUID(),
    email: `Ada.${randomUUID()}@Example.com`,
    displayName: ' Ada ',
    organizationId: randomUUID() as string | null,
    isPlatformAdmin: false,
    ...values,
  });
  const membershipsIn = (organizationId: string | null) => app.context().em.find(Membership, { organizationId: organizationId ?? '' });

  it('makes a person and an owner, and announces both', async () => {
    const account = anAccount();
    await app.raised();

    await app.deliver(accountCreated, account);

    const [membership] = await membershipsIn(account.organizationId);
    expect(membership).toMatchObject({ userId: account.userId, kind: 'EMPLOYEE', status: 'ACTIVE', invitedById: null });
    expect(await app.context().em.findOne(User, { id: account.userId })).toMatchObject({
      email: account.email.toLowerCase(),
      displayName: 'Ada',
      status: 'ACTIVE',
      isPlatformAdmin: false,
    });
    expect(await app.raised()).toMatchObject([
      { type: 'user.created.v1', organizationId: null, payload: { userId: account.userId, displayName: 'Ada' } },
      {
        type: 'membership.created.v1',
        organizationId: account.organizationId,
        payload: {
          membershipId: membership?.id,
          userId: account.userId,
          status: 'ACTIVE',
          kind: 'EMPLOYEE',
          roleKeys: ['owner'],
          permissions: PERMISSIONS.map(({ key }) => key).sort(),
        },
      },
    ]);
  });

  it('makes nothing more of an account that it has seen, whatever event tells of it', async () => {
    const account = anAccount();
    await app.deliver(accountCreated, account);
    await app.raised();

    await app.deliver(accountCreated, { ...account, displayName: 'Eva' });

    expect(await membershipsIn(account.organizationId)).toHaveLength(1);
    expect((await app.context().em.findOne(User, { id: account.userId }))?.displayName).toBe('Ada');
    expect(await app.raised()).toEqual([]);
  });

  it('gives a person who is known already the membership only', async () => {
    const account = anAccount({ organizationId: null });
    await app.deliver(accountCreated, account);
    await app.raised();
    const organizationId = randomUUID();

    await app.deliver(accountCreated, { ...account, organizationId });

    expect((await app.raised()).map(({ type }) => type)).toEqual(['membership.created.v1']);
    expect(await membershipsIn(organizationId)).toHaveLength(1);
  });

  it.each([
    ['an organization', randomUUID(), '23503'],
    ['none', null, '23505'],
  ])('does not take one person for another who has the address, with %s', async (_with, organizationId, code) => {
    const { email } = await aPerson(app);
    const account = anAccount({ email, organizationId });
    await app.raised();

    await expect(app.deliver(accountCreated, account)).rejects.toMatchObject({ code });

    expect([await app.context().em.count(User, { id: account.userId }), await app.raised()]).toEqual([0, []]);
  });

  it('looks for the person in one statement, which no organization could read', async () => {
    const account = anAccount({ organizationId: null });
    await app.deliver(accountCreated, account);
    const { em } = app.context(randomUUID());

    expect(await em.count(User, { id: account.userId })).toBe(0);
    const statements = await app.statementsOf(() => app.deliver(accountCreated, { ...account, organizationId: randomUUID() }));
    expect(statements.filter((statement) => statement.includes('"user"."user"'))).toEqual([
      expect.stringMatching(/^insert into .* do nothing/s),
    ]);
  });

  it('makes a person only of platform staff, and calls the nameless by their address', async () => {
    const account = anAccount({ organizationId: null, isPlatformAdmin: true, displayName: '', email: `root.${randomUUID()}@example.com` });
    await app.raised();

    await app.deliver(accountCreated, account);

    expect((await app.raised()).map(({ type }) => type)).toEqual(['user.created.v1']);
    expect(await app.context().em.findOne(User, { id: account.userId })).toMatchObject({
      isPlatformAdmin: true,
      displayName: account.email.replace('@example.com', ''),
    });
  });
});

describe('removeMembershipsOfReleasedOrganization', () => {
  const app = testSubgraph(userSubgraph);
  const release = (organizationId: string) => app.deliver(tenantReleased, { organizationId, slug: 'gone' });
  const countOf = async (organizationId: string) => {
    const { em } = app.context();
    return [await em.count(Membership, { organizationId }), await em.count(MembershipRole, { organizationId })];
  };

  it('removes the memberships of that organization alone, and announces it; the person stays', async () => {
    const [released, other] = [randomUUID(), randomUUID()];
    const { user, membership } = await aMember(app, { organizationId: released, roleKeys: ['owner', 'manager'] });
    await aMember(app, { organizationId: other, user });
    await app.raised();

    await release(released);

    expect([await countOf(released), await countOf(other)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await app.context().em.count(User, { id: user.id })).toBe(1);
    expect(await app.raised()).toMatchObject([
      {
        type: 'membership.updated.v1',
        organizationId: released,
        payload: { membershipId: membership.id, userId: user.id, status: 'REMOVED', roleKeys: [], permissions: [] },
      },
    ]);
  });

  it('may come before the account: then the person gets no membership any more', async () => {
    const organizationId = randomUUID();
    await release(organizationId);
    await release(organizationId);

    await app.deliver(accountCreated, {
      userId: randomUUID(),
      email: `late.${organizationId}@example.com`,
      displayName: 'Late',
      organizationId,
      isPlatformAdmin: false,
    });

    expect(await countOf(organizationId)).toEqual([0, 0]);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['user.created.v1']);
  });

  it('may come at the same moment as the account: in the end there is no membership', async () => {
    const organizations = Array.from({ length: 8 }, () => randomUUID());

    await Promise.all(
      organizations.flatMap((organizationId) => [
        app.deliver(accountCreated, {
          userId: randomUUID(),
          email: `${organizationId}@example.com`,
          displayName: 'Racer',
          organizationId,
          isPlatformAdmin: false,
        }),
        release(organizationId),
      ]),
    );

    for (const organizationId of organizations) expect(await countOf(organizationId)).toEqual([0, 0]);
  });
});
