import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Identity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { tenantSuspended, userCreated } from '@supergraph/schema/events';
import { AuditChain } from '../domain/audit-chain.entity.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { hashOf } from '../domain/audit-hash.js';
import { monitoringSubgraph } from '../subgraph.js';
import { tamperWith } from '../testing/tamper-with.js';

const VERIFY = `query ($organizationId: ID, $fromSequence: BigInt, $toSequence: BigInt) {
  auditChainVerify(organizationId: $organizationId, fromSequence: $fromSequence, toSequence: $toSequence) { ok checked firstBroken reason headHash } }`;

describe('verifyAuditChain', () => {
  const facts = fixedFacts();
  const app = testSubgraph(monitoringSubgraph, { facts });
  const operator = anOperator('platform:audit:read');
  const sound = { ok: true, firstBroken: null, reason: null };
  const verify = async (args: object, identity: Identity = operator) =>
    (await app.as(identity).execute(VERIFY, { ...args })).data.auditChainVerify;
  const aTrailOf = async (length: number): Promise<string> => {
    const organizationId = randomUUID();
    for (let index = 0; index < length; index += 1) await app.deliver(tenantSuspended, { organizationId, reason: `reason ${index}` });
    return organizationId;
  };
  const tamper = (sql: string, ...params: unknown[]) => tamperWith(app.database(), sql, ...params);

  it('finds a chain sound, and names its head', async () => {
    const organizationId = await aTrailOf(3);

    const [last] = await app.context().em.find(AuditEvent, { organizationId, sequence: 3n });
    expect(await verify({ organizationId })).toEqual({ ...sound, checked: 3, headHash: last?.hash });
  });

  it('finds sound what is stored: texts, numbers, times and nothings come back from the database as they went in', async () => {
    const organizationId = randomUUID();
    const payload = {
      organizationId,
      reason: 'é "quoted" \\ \u2028 😀',
      n: 1e21,
      small: 1e-7,
      zero: -0,
      half: 0.1,
      list: [1, [null]],
      nested: { b: 1, a: {} },
    };

    await app.deliver(tenantSuspended, payload, { createdAt: '2026-01-02T03:04:05.678901Z' });

    expect(await verify({ organizationId })).toMatchObject({ ...sound, checked: 1 });
  });

  it('finds an empty chain sound', async () => {
    expect(await verify({ organizationId: randomUUID() })).toEqual({ ...sound, checked: 0, headHash: null });
  });

  it('reads no further than it is told', async () => {
    const organizationId = await aTrailOf(4);
    await tamper(`update audit_event set action = 'x' where organization_id = ? and sequence = 4`, organizationId);

    expect(await verify({ organizationId, fromSequence: 2, toSequence: 3 })).toMatchObject({ ...sound, checked: 2 });
    expect(await verify({ organizationId, fromSequence: 2 })).toMatchObject({ ok: false, checked: 2, firstBroken: 4 });
    expect(await verify({ organizationId, fromSequence: 9 })).toMatchObject({ ...sound, checked: 0 });
  });

  it('reads chains that are longer than a batch', async () => {
    const organizationId = await aTrailOf(1);
    const { em } = app.context();
    const chain = await em.findOneOrFail(AuditChain, { organizationId });
    const first = await em.findOneOrFail(AuditEvent, { organizationId });
    const { actor } = first;
    em.persist(Array.from({ length: 1_100 }, () => chain.append({ ...first, actor, id: randomUUID() })));
    await em.flush();

    expect(await verify({ organizationId })).toMatchObject({ ...sound, checked: 1_101, headHash: chain.headHash });
    await tamper(`update audit_event set action = 'x' where organization_id = ? and sequence = 1050`, organizationId);
    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 1_049, firstBroken: 1_050, reason: 'ALTERED' });
  });

  it.each([
    ['action = ?', 'tenant.updated'],
    ["changes = jsonb_set(changes, '{reason}', to_jsonb(?::text))", 'paid'],
    ['actor_id = ?', 'nobody'],
    ['ip_address = ?', '203.0.113.7'],
    ['occurred_at = occurred_at + ?::interval', '1 ms'],
    ['organization_id = ?', randomUUID()],
    ['hash = ?', '1'.repeat(64)],
    ['sequence = ?', 99],
  ])('names the event in which somebody set %s', async (change, value) => {
    const organizationId = await aTrailOf(4);

    await tamper(`update audit_event set ${change} where organization_id = ? and sequence = 3`, value, organizationId);

    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 2, firstBroken: 3 });
  });

  it('names a gap', async () => {
    const organizationId = await aTrailOf(4);

    await tamper('delete from audit_event where organization_id = ? and sequence = 2', organizationId);

    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 1, firstBroken: 2, reason: 'MISSING' });
  });

  it('names the successor of an event that was replaced, hash and all', async () => {
    const organizationId = await aTrailOf(4);
    const [event] = await app.context().em.find(AuditEvent, { organizationId, sequence: 2n });
    const forged = hashOf(Object.assign(Object.create(event as object) as AuditEvent, { action: 'tenant.updated' }));

    await tamper(
      `update audit_event set action = 'tenant.updated', hash = ? where organization_id = ? and sequence = 2`,
      forged,
      organizationId,
    );

    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 2, firstBroken: 3, reason: 'UNLINKED' });
  });

  it('notices that the end was cut off', async () => {
    const organizationId = await aTrailOf(3);

    await tamper('delete from audit_event where organization_id = ? and sequence = 3', organizationId);

    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 2, firstBroken: 3, reason: 'MISSING' });
  });

  it.each([
    [
      'moved back',
      'length = 2, head_hash = (select hash from audit_event e where e.organization_id = audit_chain.organization_id and e.sequence = 2)',
      3,
    ],
    ['forged', `head_hash = repeat('1', 64)`, 3],
  ])('notices that the head was %s', async (_how, change, firstBroken) => {
    const organizationId = await aTrailOf(3);

    await tamper(`update audit_chain set ${change} where organization_id = ?`, organizationId);

    expect(await verify({ organizationId })).toMatchObject({ ok: false, firstBroken, reason: 'HEAD_MISMATCH' });
  });

  it('notices that the head was deleted', async () => {
    const organizationId = await aTrailOf(1);

    await tamper('delete from audit_chain where organization_id = ?', organizationId);

    expect(await verify({ organizationId })).toMatchObject({ ok: false, checked: 0, firstBroken: 1, reason: 'HEAD_MISMATCH' });
  });

  it.each([
    [{ fromSequence: 0 }, 'fromSequence'],
    [{ fromSequence: -5 }, 'fromSequence'],
  ])('refuses %j', async (args, field) => {
    const { errors } = await app.as(operator).execute(VERIFY, { organizationId: randomUUID(), ...args });

    expect(errors).toMatchObject([{ extensions: { code: 'INVALID', field: [field] } }]);
  });

  it('refuses to read more than one request should, and reads a part of it', async () => {
    const organizationId = await aTrailOf(2);
    await app.context().em.execute('update audit_chain set length = 100001 where organization_id = ?', [organizationId]);

    const { errors } = await app.as(operator).execute(VERIFY, { organizationId });

    expect(errors).toMatchObject([{ extensions: { code: 'INVALID', field: ['toSequence'] } }]);
    expect(await verify({ organizationId, toSequence: 2 })).toMatchObject({ ...sound, checked: 2 });
  });

  describe('for whom', () => {
    it("reads a member's own chain, named or not, and the platform's for platform staff", async () => {
      const organizationId = await aTrailOf(2);
      await app.deliver(userCreated, { userId: randomUUID(), displayName: 'Ada' });
      const member = aMemberOf(organizationId, 'org:audit:read');

      expect(await verify({}, member)).toMatchObject({ ...sound, checked: 2 });
      expect(await verify({ organizationId }, member)).toMatchObject({ ...sound, checked: 2 });
      expect(await verify({})).toMatchObject({ ...sound, checked: 1 });
    });

    it('gives a member the same answer for a foreign organization as for none, before anything is read', async () => {
      const foreign = await aTrailOf(1);
      const member = aMemberOf(randomUUID(), 'org:audit:read');

      const statements = await app.statementsOf(async () => {
        for (const organizationId of [foreign, randomUUID(), 'x']) {
          const { data, errors } = await app.as(member).execute(VERIFY, { organizationId });
          expect({ data, errors }).toMatchObject({ data: null, errors: [{ extensions: { code: 'TENANT_MISMATCH' } }] });
        }
      });
      expect(statements).toEqual([]);
    });

    it('tells a member of an organization that is not in service nothing', async () => {
      const organizationId = await aTrailOf(1);
      facts.put({ id: organizationId, status: 'SUSPENDED' });

      const { data, errors } = await app.as(aMemberOf(organizationId, 'org:audit:read')).execute(VERIFY);

      expect(data).toBeNull();
      expect(errors[0]).toMatchObject({ extensions: { code: 'ORGANIZATION_SUSPENDED' } });
      expect(await verify({ organizationId })).toMatchObject({ ...sound, checked: 1 });
    });

    it('is announced to the organization whose chain platform staff verify, and to nobody where they verify their own', async () => {
      const organizationId = await aTrailOf(1);
      const staff = anOperator('platform:audit:read');
      await app.raised();

      await verify({}, staff);
      expect(await app.raised()).toEqual([]);
      await verify({ organizationId }, staff);
      expect(await app.raised()).toMatchObject([
        {
          type: 'platform.organization_accessed.v1',
          organizationId,
          payload: { organizationId, userId: staff.subject, fields: ['auditChainVerify'] },
        },
      ]);
    });

    it('gives platform staff NOT_FOUND for a malformed id', async () => {
      const { errors } = await app.as(operator).execute(VERIFY, { organizationId: 'x' });

      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    });

    it('is closed to those without the scope', async () => {
      const { errors } = await app.as(aMemberOf(randomUUID(), 'org:read')).execute(VERIFY);

      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
      const nobody = { ...aMemberOf('', 'org:audit:read'), organizationId: null };
      expect((await app.as(nobody).execute(VERIFY)).errors).toMatchObject([{ extensions: { code: 'TENANT_REQUIRED' } }]);
    });
  });
});
