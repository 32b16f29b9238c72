import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { User, UserStatus } from '../domain/user.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aMember, aPerson } from '../testing/a-member.js';

const change = (field: string) => `mutation ($id: ID!, $reason: String!) {
  ${field}(id: $id, reason: $reason) { user { id status revision } userErrors { code message field } }
}`;

describe('userDisable and userEnable', () => {
  const app = testSubgraph(userSubgraph);
  const staff = anOperator('platform:users:write');
  const ask = (field: string, { id, reason = 'a stolen laptop' }: { id: string; reason?: string }, as: Identity = staff) =>
    app.as(as).execute(change(field), { id, reason });
  const disable = async (id: string, reason?: string) =>
    (await ask('userDisable', { id, ...(reason === undefined ? {} : { reason }) })).data.userDisable;
  const enable = async (id: string) => (await ask('userEnable', { id })).data.userEnable;
  const statusOf = async (id: string) => (await app.context().em.findOneOrFail(User, { id })).status;
  /** Resolves when as many transactions wait for a lock. */
  const waitingFor = async (count: number) => {
    const { em } = app.context();
    const waits = `select count(*)::int as found from pg_locks join pg_stat_activity using (pid)
      where not granted and datname = current_database()`;
    for (let found = 0; found < count; ) [{ found } = { found: 0 }] = await em.execute<{ found: number }[]>(waits);
  };
  const refused = (code: string, field: string, message: unknown = expect.any(String)) => ({
    user: null,
    userErrors: [{ code, message, field: [field] }],
  });

  it('lock somebody out and let them in again, and say so with the reason; memberships stay', async () => {
    const { employee } = await aCompany(app);
    const { id } = employee.user;

    expect(await disable(id, '  a stolen laptop ')).toEqual({ user: { id, status: 'DISABLED', revision: 2 }, userErrors: [] });
    expect(await enable(id)).toEqual({ user: { id, status: 'ACTIVE', revision: 3 }, userErrors: [] });

    const told = { type: 'user.updated.v1', organizationId: null, aggregateId: id };
    const payload = { userId: id, fields: ['status'], reason: 'a stolen laptop' };
    expect(await app.raised()).toMatchObject([
      { ...told, payload: { ...payload, status: 'DISABLED' } },
      { ...told, payload: { ...payload, status: 'ACTIVE' } },
    ]);
    expect(employee.membership).toMatchObject({ status: 'ACTIVE', revision: 1 });
  });

  it('change nothing a second time, and tell nobody, also where both come at once', async () => {
    const { id } = await aPerson(app);
    const unconfirmed = await aPerson(app, { status: UserStatus.PENDING_VERIFICATION });

    const other = app.context().em;
    await other.begin();
    await other.execute('select 1 from "user" where id = ? for update', [id]);
    const asked = [disable(id), disable(id)];
    await waitingFor(asked.length);
    await other.rollback();
    const answers = await Promise.all(asked);

    for (const answer of answers) expect(answer).toMatchObject({ user: { status: 'DISABLED', revision: 2 }, userErrors: [] });
    expect(await app.raised()).toHaveLength(1);
    await enable(id);
    expect((await enable(id)).user).toMatchObject({ status: 'ACTIVE', revision: 3 });
    expect((await enable(unconfirmed.id)).user).toMatchObject({ status: 'PENDING_VERIFICATION', revision: 1 });
    expect(await app.raised()).toHaveLength(1);
  });

  it('never let people disable themselves', async () => {
    const { id } = await aPerson(app, { isPlatformAdmin: true });
    const self = { ...staff, subject: id };

    for (const spelled of [id, id.toUpperCase()]) {
      const { data } = await ask('userDisable', { id: spelled }, self);
      expect(data.userDisable).toEqual(refused('FORBIDDEN', 'id', 'Nobody disables themselves: a colleague has to do it'));
    }
    expect(await statusOf(id)).toBe('ACTIVE');
    expect(await app.raised()).toEqual([]);
  });

  it('want a reason, and somebody who is there', async () => {
    const { id } = await aPerson(app);
    const deleted = await aPerson(app, { status: UserStatus.DELETED });

    for (const reason of ['', '   ', 'a\0b', 'x'.repeat(501)]) expect(await disable(id, reason)).toEqual(refused('INVALID', 'reason'));
    expect((await disable(id, 'x'.repeat(500))).userErrors).toEqual([]);
    for (const nobody of [randomUUID(), 'not an id', deleted.id]) {
      expect(await disable(nobody)).toEqual(refused('NOT_FOUND', 'id'));
      expect(await enable(nobody)).toEqual(refused('NOT_FOUND', 'id'));
    }
    expect(await statusOf(deleted.id)).toBe('DELETED');
  });

  it.each(['userDisable', 'userEnable'])('need platform:users:write: %s', async (field) => {
    const { organizationId, employee } = await aCompany(app);
    const owner = await aMember(app, { organizationId, roleKeys: ['owner'] });
    const { id } = employee.user;

    for (const identity of [owner.identity, anOperator('platform:users:read', 'platform:orgs:write')])
      expect(codeOf(await ask(field, { id }, identity))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(codeOf(await app.execute(change(field), { id, reason: 'because' }))).toBe('UNAUTHENTICATED');
    expect(await statusOf(id)).toBe('ACTIVE');
  });
});
