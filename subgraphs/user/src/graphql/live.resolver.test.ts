import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, foreignEventsShown, testSubgraph } from '@supergraph/kernel/testing';
import { invitationUpdated, membershipUpdated } from '@supergraph/schema/events';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { inviting } from '../testing/inviting.js';

const MEMBER = `subscription ($o: ID!, $f: MemberEventFilter) {
  memberChanged(organizationId: $o, filter: $f) { change membershipId userId status kind roleKeys occurredAt }
}`;
const WITH_MEMBERSHIP = `subscription ($o: ID!) { memberChanged(organizationId: $o) { membership { title user { displayName } } actor { id } } }`;
const INVITATION = `subscription ($o: ID!, $f: InvitationEventFilter) {
  invitationChanged(organizationId: $o, filter: $f) { change invitationId email status roleKeys }
}`;
const UPDATE = 'mutation ($input: MembershipUpdateInput!) { membershipUpdate(input: $input) { userErrors { code } } }';

describe('memberChanged and invitationChanged', () => {
  const app = testSubgraph(userSubgraph);
  type Company = Awaited<ReturnType<typeof aCompany>>;
  const memberEvent = ({ organizationId, employee }: Company) =>
    app.record(membershipUpdated, {
      membershipId: employee.membership.id,
      organizationId,
      userId: employee.membership.userId,
      status: 'SUSPENDED',
      kind: 'EMPLOYEE',
      roleKeys: ['employee'],
      permissions: [],
    });
  const invitationEvent = ({ organizationId, owner }: Company) =>
    app.record(invitationUpdated, {
      invitationId: randomUUID(),
      organizationId,
      email: 'guest@example.com',
      status: 'REVOKED',
      kind: 'EMPLOYEE',
      roleKeys: ['employee'],
      invitedById: owner.membership.userId,
      acceptedById: null,
      expiresAt: new Date().toISOString(),
      sendCount: 1,
    });

  it('show what becomes of members, and by whom', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const live = await app.as(owner.identity).subscribe(MEMBER, { o: organizationId });
    const whole = await app.as(owner.identity).subscribe(WITH_MEMBERSHIP, { o: organizationId });
    const others = await app.as(owner.identity).subscribe(MEMBER, { o: organizationId, f: { userIds: [randomUUID()] } });

    await app.as(owner.identity).execute(UPDATE, { input: { id: employee.membership.id, kind: 'PARTNER', title: 'On leave' } });

    expect((await live.news()).map(({ data }) => data.memberChanged)).toEqual([
      {
        change: 'UPDATED',
        membershipId: employee.membership.id,
        userId: employee.membership.userId,
        status: 'ACTIVE',
        kind: 'PARTNER',
        roleKeys: ['employee'],
        occurredAt: expect.any(String),
      },
    ]);
    expect((await whole.news()).map(({ data }) => data.memberChanged)).toEqual([
      { membership: { title: 'On leave', user: { displayName: expect.any(String) } }, actor: { id: owner.identity.subject } },
    ]);
    expect(await others.news()).toEqual([]);
  });

  it('show what becomes of invitations', async () => {
    const { organizationId, owner } = await aCompany(app);
    const live = await app.as(owner.identity).subscribe(INVITATION, { o: organizationId, f: { statuses: ['PENDING'] } });

    const { invitation, userErrors } = await inviting(app)(owner);

    expect(userErrors).toEqual([]);
    expect((await live.news()).map(({ data }) => data.invitationChanged)).toEqual([
      { change: 'SENT', invitationId: invitation.id, email: invitation.email, status: 'PENDING', roleKeys: ['employee'] },
    ]);
  });

  it('read nothing for what the event carries, and one row for the thing itself', async () => {
    const company = await aCompany(app);
    const { organizationId, owner } = company;
    const statements = (query: string, event: object) =>
      app.statementsOf(() => app.as(owner.identity).event(event, query, { o: organizationId }));

    expect(await statements(MEMBER, memberEvent(company))).toEqual([]);
    expect(await statements(INVITATION, invitationEvent(company))).toEqual([]);
    const withTitle = 'subscription ($o: ID!) { memberChanged(organizationId: $o) { membership { title } } }';
    expect(await statements(withTitle, memberEvent(company))).toHaveLength(1);
  });

  it('are refused like queries', async () => {
    const [ours, theirs] = [await aCompany(app), await aCompany(app)];
    const code = async (identity: ReturnType<typeof anOperator>, query: string, o: string) => {
      const { stream, errors } = await app.as(identity).subscribe(query, { o });
      return stream ? 'opened' : errors[0]?.extensions?.code;
    };

    for (const query of [MEMBER, INVITATION]) {
      expect(await code(ours.owner.identity, query, ours.organizationId)).toBe('opened');
      expect(await code(ours.owner.identity, query, theirs.organizationId)).toBe('TENANT_MISMATCH');
      expect(await code(ours.owner.identity, query, randomUUID())).toBe('TENANT_MISMATCH');
      expect(await code(aMemberOf(ours.organizationId), query, ours.organizationId)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(await code(anOperator('platform:orgs:read'), query, theirs.organizationId)).toBe('opened');
    }
    expect(await code(aMemberOf(ours.organizationId, 'org:members:read'), INVITATION, ours.organizationId)).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    );
  });

  it('show no event that is not for them', async () => {
    const company = await aCompany(app);
    const { organizationId } = company;
    const { identity } = company.owner;
    const variables = { o: organizationId };

    for (const [query, event] of [
      [MEMBER, memberEvent(company)],
      [INVITATION, invitationEvent(company)],
    ] as const) {
      expect((await app.as(identity).event(event, query, variables)).errors).toEqual([]);
      expect(await foreignEventsShown(app, userSubgraph, { identity, query, variables, event })).toEqual([]);
    }
  });
});
