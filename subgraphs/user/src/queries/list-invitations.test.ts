import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { InvitationStatus } from '../domain/invitation.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';

const FIELDS = 'id email status roles { key } invitedBy { displayName } acceptedBy { id } acceptedAt declinedAt revokedAt';
const LIST = (args: string) => `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Organization {
  invitations${args} { totalCount nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
} } }`;
const ONE = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Invitation { id } } }`;

const organizations = (...ids: string[]) => ids.map((id) => ({ __typename: 'Organization', id }));
const mayInvite = (organizationId: string) => aMemberOf(organizationId, 'org:members:write');

describe('Organization.invitations', () => {
  const app = testSubgraph(userSubgraph);
  let acme: Awaited<ReturnType<typeof aCompany>>;
  const list = async (args = '', as: Identity = mayInvite(acme.organizationId)) => {
    const { data, errors } = await app.as(as).execute(LIST(args), { ids: organizations(acme.organizationId) });
    expect(errors).toEqual([]);
    return data._entities[0].invitations;
  };
  const names = async (args?: string) => (await list(args)).nodes.map(({ email }: { email: string }) => email.split('@')[0]);

  beforeAll(async () => {
    acme = await aCompany(app);
    const invite = (name: string, row = {}) =>
      anInvitation(app, { by: acme.owner, email: `${name}@example.com`, roleKeys: ['manager'], row });
    const ended = (status: InvitationStatus, more = {}) => ({ status, endedAt: new Date('2026-01-01'), ...more });
    await invite('accepted', ended(InvitationStatus.ACCEPTED, { acceptedById: acme.employee.user.id }));
    await invite('declined', ended(InvitationStatus.DECLINED));
    await invite('revoked', ended(InvitationStatus.REVOKED));
    await invite('expired', { ...ended(InvitationStatus.EXPIRED), ...runOut() });
    await invite('late', runOut());
    await invite('open');
    await invite('new');
    await anInvitation(app, { by: (await aCompany(app)).owner, email: 'theirs@example.com' });
  });

  it.each([
    ['', ['new', 'open']],
    ['(status: [EXPIRED])', ['late', 'expired']],
    ['(status: [ACCEPTED, DECLINED, REVOKED])', ['revoked', 'declined', 'accepted']],
    ['(status: null)', ['new', 'open', 'late', 'expired', 'revoked', 'declined', 'accepted']],
    ['(status: [])', []],
  ])('lists %s: an invitation whose time is over has run out, noted or not', async (args, expected) => {
    expect(await names(args)).toEqual(expected);
    expect((await list(args)).totalCount).toBe(expected.length);
  });

  it('shows where each stands', async () => {
    const { nodes } = await list('(status: null)');
    const at = '2026-01-01T00:00:00.000Z';
    const none = { acceptedBy: null, acceptedAt: null, declinedAt: null, revokedAt: null };

    expect(nodes.slice(2)).toMatchObject([
      { status: 'EXPIRED', ...none },
      { status: 'EXPIRED', ...none },
      { status: 'REVOKED', ...none, revokedAt: at },
      { status: 'DECLINED', ...none, declinedAt: at },
      { status: 'ACCEPTED', ...none, acceptedAt: at, acceptedBy: { id: acme.employee.user.id } },
    ]);
    expect(nodes[0]).toMatchObject({ roles: [{ key: 'manager' }], invitedBy: { displayName: 'Somebody' } });
  });

  it('comes in pages', async () => {
    const { nodes, pageInfo } = await list('(first: 1)');
    const [{ email }] = nodes;
    const next = await list(`(first: 1, after: "${pageInfo.endCursor}")`);

    expect([email, pageInfo.hasNextPage]).toEqual(['new@example.com', true]);
    expect([next.nodes[0].email, next.pageInfo.hasNextPage]).toEqual(['open@example.com', false]);
  });

  it('reads the lists of many organizations with as many statements as one', async () => {
    const other = await aCompany(app);
    for (let guest = 0; guest < 5; guest += 1) await anInvitation(app, { by: other.owner });
    const staff = app.as(anOperator('platform:orgs:read', 'platform:users:read'));
    const statements = (...ids: string[]) => app.statementsOf(() => staff.execute(LIST('(status: null)'), { ids: organizations(...ids) }));

    const one = await statements(acme.organizationId);
    expect(await statements(acme.organizationId, other.organizationId)).toHaveLength(one.length);
    // Ids of the pages, their count, their rows, roles, people.
    expect(one).toHaveLength(5);
  });

  it('is for those who may invite, and for platform staff', async () => {
    const { organizationId, employee } = acme;
    const refusal = async (as: Identity, id = organizationId) => {
      const { data, errors } = await app.as(as).execute(LIST(''), { ids: organizations(id) });
      expect(data._entities).toEqual([null]);
      return errors[0]?.extensions?.code;
    };

    expect(await refusal(employee.identity)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await refusal(aMemberOf(organizationId, 'org:members:read', 'org:read'))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await list('', anOperator('platform:orgs:read'))).totalCount).toBe(2);
  });

  it('is referred to by id, by those who see it', async () => {
    const [{ id }] = (await list()).nodes;
    const find = async (as: Identity, of = id) =>
      (await app.as(as).execute(ONE, { ids: [{ __typename: 'Invitation', id: of }] })).data?._entities[0];

    for (const as of [mayInvite(acme.organizationId), anOperator('platform:orgs:read')]) expect(await find(as)).toEqual({ id });
    for (const as of [acme.employee.identity, mayInvite(randomUUID())]) expect(await find(as)).toBeNull();
    for (const absent of [randomUUID(), 'not an id']) expect(await find(mayInvite(acme.organizationId), absent)).toBeNull();
    expect((await app.execute(ONE, { ids: [{ __typename: 'Invitation', id }] })).data._entities).toEqual([null]);
  });
});
