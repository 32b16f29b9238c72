import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { loginFailed, membershipUpdated, sessionReuseDetected, tenantSuspended, userCreated } from '@supergraph/schema/events';
import { monitoringSubgraph } from '../subgraph.js';

const ENTITIES = `query ($of: [_Any!]!, $first: Int! = 50, $after: String, $filter: AuditFilter) { _entities(representations: $of) {
  ... on Organization { id auditEvents(first: $first, after: $after, filter: $filter) { nodes { sequence action } pageInfo { hasNextPage endCursor } } }
  ... on User { id auditEvents(first: $first, after: $after, filter: $filter) { nodes { sequence action organization { id } } pageInfo { hasNextPage endCursor } } }
} }`;
const ALL = `query ($first: Int! = 50, $after: String, $filter: AuditFilter) { auditEvents(first: $first, after: $after, filter: $filter) {
  nodes { id action organization { id } } pageInfo { hasNextPage endCursor } } }`;

describe('auditEvents', () => {
  const app = testSubgraph(monitoringSubgraph);
  const [acme, globex, ada, membershipId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as [string, string, string, string];
  const auditor = aMemberOf(acme, 'org:audit:read');
  const operator = anOperator('platform:audit:read');
  const byAda = {
    headers: { correlationId: 'req?ada', actor: { kind: 'user', id: ada }, ip: '203.0.113.7' },
    createdAt: '2026-03-01T00:00:00.000Z',
  };
  const plain = { status: 'ACTIVE' as const, kind: 'EMPLOYEE' as const, roleKeys: [], permissions: [] };
  const membershipIn = (organizationId: string) => ({ membershipId, organizationId, userId: ada, ...plain });
  const organization = (id: string) => ({ __typename: 'Organization', id });
  const user = (id: string) => ({ __typename: 'User', id });
  const trails = async (identity: Identity, of: object[], args: object = {}) => {
    const { data, errors } = await app.as(identity).execute(ENTITIES, { of, ...args });
    return { entities: data?._entities, codes: errors.map(({ extensions }) => extensions?.code) };
  };
  const actionsOf = (entity: { auditEvents: { nodes: { action: string }[] } }) => entity.auditEvents.nodes.map(({ action }) => action);

  beforeAll(async () => {
    await app.deliver(tenantSuspended, { organizationId: acme, reason: 'unpaid' });
    await app.deliver(membershipUpdated, membershipIn(acme), byAda);
    await app.deliver(sessionReuseDetected, { sessionId: randomUUID(), userId: ada, organizationId: acme });
    await app.deliver(tenantSuspended, { organizationId: globex, reason: 'unpaid' }, byAda);
    await app.deliver(userCreated, { userId: ada, displayName: 'Ada' });
    await app.deliver(loginFailed, { userId: ada, reason: 'PASSWORD' }, byAda);
  });

  describe('of an organization', () => {
    it('lists its trail, the latest first', async () => {
      const { entities } = await trails(auditor, [organization(acme)]);

      expect(entities[0].auditEvents.nodes).toEqual([
        { sequence: 3, action: 'auth.session.reuse_detected' },
        { sequence: 2, action: 'membership.updated' },
        { sequence: 1, action: 'tenant.suspended' },
      ]);
      expect(entities[0].auditEvents.pageInfo.hasNextPage).toBe(false);
    });

    it('goes on where the page before ended', async () => {
      const { entities: one } = await trails(auditor, [organization(acme)], { first: 2 });
      const { endCursor, hasNextPage } = one[0].auditEvents.pageInfo;
      await app.deliver(membershipUpdated, membershipIn(globex));

      const { entities: two } = await trails(auditor, [organization(acme)], { first: 2, after: endCursor });

      expect([actionsOf(one[0]), hasNextPage]).toEqual([['auth.session.reuse_detected', 'membership.updated'], true]);
      expect([actionsOf(two[0]), two[0].auditEvents.pageInfo.hasNextPage]).toEqual([['tenant.suspended'], false]);
    });

    it.each([
      [{ actions: ['tenant.suspended', 'membership.updated'] }, ['membership.updated', 'tenant.suspended']],
      [{ actions: [] }, []],
      [{ actorIds: [ada] }, ['membership.updated']],
      [{ actorTypes: ['USER'] }, ['membership.updated']],
      [{ targetType: 'membership' }, ['membership.updated']],
      [{ targetType: 'user', targetId: ada }, ['auth.session.reuse_detected', 'membership.updated']],
      [{ targetType: 'membership', targetId: ada }, []],
      [{ targetId: acme }, ['tenant.suspended']],
      [{ outcome: ['FAILURE'] }, ['auth.session.reuse_detected']],
      [{ severity: ['MEDIUM', 'CRITICAL'] }, ['membership.updated']],
      [{ from: '2026-03-01T00:00:00.000Z', to: '2026-03-01T00:00:00.001Z' }, ['membership.updated']],
      [{ to: '2026-03-01T00:00:00.000Z' }, []],
      [{ query: 'REUSE' }, ['auth.session.reuse_detected']],
      [{ query: 'reuse_detected' }, ['auth.session.reuse_detected']],
      [{ query: 'reuse%' }, []],
      [{ query: 'req?ada' }, ['membership.updated']],
      [{ query: '203.0.113.7' }, ['membership.updated']],
      [{ query: membershipId }, ['membership.updated']],
      [{ query: "'; drop table audit_event; --?" }, []],
      [{ targetId: `"'?` }, []],
      [{ severity: ['HIGH'], outcome: ['SUCCESS'] }, ['tenant.suspended']],
    ])('narrows it by %j', async (filter, actions) => {
      const { entities, codes } = await trails(auditor, [organization(acme)], { filter });

      expect(codes).toEqual([]);
      expect(actionsOf(entities[0])).toEqual(actions);
    });

    it.each([
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ after: 'xyz' }, 'after'],
      [{ after: Buffer.from("1' or true").toString('base64url') }, 'after'],
    ])('refuses %j', async (args, field) => {
      const { errors } = await app.as(auditor).execute(ENTITIES, { of: [organization(acme)], ...args });

      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: [field] } }]);
    });

    it('gives members the same answer for a foreign organization as for none', async () => {
      const { entities, codes } = await trails(auditor, [organization(globex), organization(randomUUID()), organization('x')]);

      expect([entities, codes]).toEqual([[null, null, null], []]);
    });

    it('lets platform staff read any, and our own services none', async () => {
      const { entities } = await trails(operator, [organization(globex)], { filter: { actions: ['tenant.suspended'] } });
      const { codes } = await trails(serviceIdentity('auth'), [organization(acme)]);

      expect(actionsOf(entities[0])).toEqual(['tenant.suspended']);
      expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    });

    it('sends two statements, however many organizations are asked', async () => {
      const ids = [acme, globex, ...Array.from({ length: 20 }, () => randomUUID())];

      const statements = await app.statementsOf(() => trails(operator, ids.map(organization)));

      expect(statements).toHaveLength(2);
    });
  });

  describe('of a user', () => {
    it('lists what the person did within the organization of a member', async () => {
      const { entities } = await trails(auditor, [user(ada)]);

      expect(entities[0].auditEvents.nodes).toEqual([{ sequence: 2, action: 'membership.updated', organization: { id: acme } }]);
    });

    it('lists it everywhere for platform staff, page by page', async () => {
      const { entities: one } = await trails(operator, [user(ada)], { first: 2 });
      const { entities: two } = await trails(operator, [user(ada)], { first: 2, after: one[0].auditEvents.pageInfo.endCursor });

      expect(actionsOf(one[0])).toEqual(['auth.login.failed', 'tenant.suspended']);
      expect(actionsOf(two[0])).toEqual(['membership.updated']);
      expect(two[0].auditEvents.pageInfo.hasNextPage).toBe(false);
    });

    it('shows nothing to platform staff who may not read the whole trail', async () => {
      const { entities } = await trails(anOperator('platform:orgs:read', 'org:audit:read'), [user(ada)]);

      expect(actionsOf(entities[0])).toEqual([]);
    });

    it('sends two statements, however many users are asked', async () => {
      const statements = await app.statementsOf(() => trails(operator, [user(ada), user(randomUUID()), user(randomUUID())]));

      expect(statements).toHaveLength(2);
    });
  });

  describe('of the platform', () => {
    it('lists every organization and what belongs to none, in one statement', async () => {
      const statements = await app.statementsOf(async () => {
        const { data } = await app.as(operator).execute(ALL);

        expect(data.auditEvents.nodes.map(({ action }: { action: string }) => action)).toEqual([
          'membership.updated',
          'auth.login.failed',
          'user.created',
          'tenant.suspended',
          'auth.session.reuse_detected',
          'membership.updated',
          'tenant.suspended',
        ]);
        expect(data.auditEvents.nodes[1].organization).toBeNull();
      });
      expect(statements).toHaveLength(1);
    });

    it('pages through it without losing or repeating a row', async () => {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { data } = await app.as(operator).execute(ALL, { first: 2, after });
        seen.push(...data.auditEvents.nodes.map(({ id }: { id: string }) => id));
        ({ endCursor: after, hasNextPage: more } = data.auditEvents.pageInfo);
      }

      expect(seen).toHaveLength(7);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it.each([
      [anonymous, 'UNAUTHENTICATED'],
      [auditor, 'UNAUTHORIZED_FIELD_OR_TYPE'],
      [anOperator('platform:orgs:read'), 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ])('is for platform staff with the scope for it', async (identity, code) => {
      const { data, errors } = await app.as(identity).execute(ALL);

      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code } }]);
    });
  });

  describe('one by one', () => {
    const EVENT = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditEvent { action actor { type id user { id } } organization { id } targets { type id }
      changes reason ipAddress userAgent requestId sessionId prevHash hash schemaVersion sequence occurredAt } } }`;
    const idsOf = async (filter: object): Promise<string[]> =>
      (await app.as(operator).execute(ALL, { filter })).data.auditEvents.nodes.map(({ id }: { id: string }) => id);
    const events = (ids: string[]) => ({ of: ids.map((id) => ({ __typename: 'AuditEvent', id })) });

    it('shows an event to those who may see it, its user included', async () => {
      const ids = await idsOf({ actions: ['membership.updated'], actorIds: [ada] });

      const { data, errors } = await app.as(auditor).execute(EVENT, events(ids));

      expect(errors).toEqual([]);
      expect(data._entities).toMatchObject([
        {
          action: 'membership.updated',
          sequence: 2,
          actor: { type: 'USER', id: ada, user: { id: ada } },
          organization: { id: acme },
          targets: [
            { type: 'membership', id: membershipId },
            { type: 'user', id: ada },
          ],
          changes: membershipIn(acme),
          reason: null,
          occurredAt: '2026-03-01T00:00:00.000Z',
        },
      ]);
    });

    it("hides another organization's events and those of none from members", async () => {
      const foreign = [...(await idsOf({ targetId: globex })), ...(await idsOf({ actions: ['user.created'] })), randomUUID(), 'x'];

      const { data } = await app.as(auditor).execute(EVENT, events(foreign));

      expect(foreign).toHaveLength(4);
      expect(data._entities).toEqual([null, null, null, null]);
    });

    it('needs the scope, even by reference', async () => {
      const ids = await idsOf({ actions: ['membership.updated'], actorIds: [ada] });

      const { errors } = await app.as(aMemberOf(acme, 'org:read')).execute(EVENT, events(ids));

      expect(errors[0]).toMatchObject({ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } });
    });
  });
});
