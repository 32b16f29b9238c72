import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { auditAnchored, tenantSuspended } from '@supergraph/schema/events';
import type { MonitoringContext } from '../context.js';
import { type AnchoredEnd, anchorHashOf, rootOf } from '../domain/anchor-hash.js';
import { AuditChain } from '../domain/audit-chain.entity.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { GENESIS_HASH, hashOf } from '../domain/audit-hash.js';
import { monitoringSubgraph } from '../subgraph.js';
import { runAs } from '../testing/run-as.js';
import { anchorAudit } from './anchor-audit.js';
import { exportAnchors } from './export-anchors.js';

const ANCHORS = '{ auditAnchors(first: 10) { nodes { sequence chains root prevHash hash takenAt } } }';
const VERIFY =
  'query ($organizationId: ID) { auditChainVerify(organizationId: $organizationId) { ok reason firstBroken checked anchoredAt } }';
const LATER = "update monitoring.audit_anchor set taken_at = taken_at - interval '1 hour'";

describe('the anchors of the audit trail', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'anchors-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const app = testSubgraph(monitoringSubgraph, { config: { AUDIT_ANCHOR_INTERVAL_MS: '1000' } });
  const operator = anOperator('platform:audit:read');
  const context = () => app.context() as MonitoringContext;
  const anchor = () => anchorAudit(context());
  const happens = (organizationId: string, reason = 'unpaid') => app.deliver(tenantSuspended, { organizationId, reason });
  const verify = async (organizationId: string) => (await app.as(operator).execute(VERIFY, { organizationId })).data.auditChainVerify;
  const byForce = (...statements: string[]) =>
    runAs(
      app.database().ownerUrl,
      ...['audit_anchor', 'audit_event', 'audit_anchored_end'].map(
        (table) => [`alter table ${table} disable trigger ${table}_append_only`] as const,
      ),
      ...['audit_anchor', 'audit_chain', 'audit_event'].map((table) => [`alter table ${table} no force row level security`] as const),
      ...statements.map((sql) => [sql] as const),
      ...['audit_anchor', 'audit_chain', 'audit_event'].map((table) => [`alter table ${table} force row level security`] as const),
      ...['audit_anchor', 'audit_event', 'audit_anchored_end'].map(
        (table) => [`alter table ${table} enable trigger ${table}_append_only`] as const,
      ),
    );
  const timePasses = () => byForce(LATER);

  it('seal the ends of what grew, one after the other, and leave with an event that calls for no further one', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await happens(one);
    await happens(other);
    await app.raised();

    const first = await anchor();
    await timePasses();
    await happens(one);
    const second = await anchor();
    const [told, toldAgain] = await app.raised();
    await app.deliver(auditAnchored, told?.payload);
    await timePasses();

    expect([first?.chains, second?.chains]).toEqual([2, 1]);
    expect(second?.prevHash).toBe(first?.hash);
    expect([told, toldAgain]).toMatchObject([
      {
        type: 'audit.anchored.v1',
        organizationId: null,
        payload: { sequence: 1, root: first?.root, hash: first?.hash, prevHash: GENESIS_HASH },
      },
      { type: 'audit.anchored.v1', payload: { sequence: 2, hash: second?.hash } },
    ]);
    expect(await anchor()).toBeNull();
    const { data } = await app.as(operator).execute(ANCHORS);
    expect(data.auditAnchors.nodes).toMatchObject([
      { sequence: 2, root: second?.root },
      { sequence: 1, chains: 2 },
    ]);
    const ends = (await context().em.find(AuditChain, { organizationId: one })).map(({ organizationId, length, headHash }) => ({
      organizationId,
      length,
      headHash,
    }));
    expect(second?.root).toBe(rootOf(ends));
    expect(second?.hash).toBe(anchorHashOf(second as never));
  });

  it('are not due again before their time, and are taken by one of many', async () => {
    await happens(randomUUID());
    await timePasses();

    const taken = await Promise.all([anchor(), anchor(), anchor()]);
    await happens(randomUUID());

    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await anchor()).toBeNull();
  });

  it('betray a trail that was written anew as a whole, and one that lost its end', async () => {
    const [rewritten, cut, sound] = [randomUUID(), randomUUID(), randomUUID()];
    for (const organizationId of [rewritten, cut, sound]) {
      await happens(organizationId);
      await happens(organizationId, 'again');
    }
    await timePasses();
    await anchor();

    const [first, second] = await context().em.find(AuditEvent, { organizationId: rewritten }, { orderBy: { sequence: 'asc' } });
    const forged = hashOf({ ...(first as AuditEvent), actor: (first as AuditEvent).actor, action: 'nothing.happened' } as never);
    const follows = hashOf({ ...(second as AuditEvent), actor: (second as AuditEvent).actor, prevHash: forged } as never);
    const [cutFirst] = await context().em.find(AuditEvent, { organizationId: cut }, { orderBy: { sequence: 'asc' } });
    await byForce(
      `update audit_event set action = 'nothing.happened', hash = '${forged}' where id = '${first?.id}'`,
      `update audit_event set prev_hash = '${forged}', hash = '${follows}' where id = '${second?.id}'`,
      `update audit_chain set head_hash = '${follows}' where organization_id = '${rewritten}'`,
      `delete from audit_event where organization_id = '${cut}' and sequence = 2`,
      `update audit_chain set length = 1, head_hash = '${cutFirst?.hash}' where organization_id = '${cut}'`,
    );

    expect(await verify(rewritten)).toMatchObject({ ok: false, reason: 'ANCHOR_MISMATCH', firstBroken: 2 });
    expect(await verify(cut)).toMatchObject({ ok: false, reason: 'ANCHOR_MISMATCH', firstBroken: 2 });
    expect(await verify(sound)).toMatchObject({ ok: true, reason: null, checked: 2, anchoredAt: expect.any(String) });
  });

  it('are written once, by whatever role', async () => {
    await happens(randomUUID());
    await timePasses();
    await anchor();

    for (const table of ['audit_anchor', 'audit_anchored_end']) {
      await expect(runAs(app.database().ownerUrl, [`delete from ${table}`])).rejects.toThrow(`${table} is append-only`);
      await expect(context().em.execute(`delete from ${table}`)).rejects.toThrow('permission denied');
    }
  });

  it('are the platform’s; an organization sees when its own end was sealed', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    await happens(ours);
    await happens(theirs);
    await timePasses();
    await anchor();
    const member = aMemberOf(ours, 'org:audit:read');

    const { errors } = await app.as(member).execute(ANCHORS);
    const { data } = await app.as(member).execute(VERIFY, {});

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect(data.auditChainVerify).toMatchObject({ ok: true, anchoredAt: expect.any(String) });
  });

  it('are appended to a file, each once, whenever it was left behind', async () => {
    const file = join(folder, 'anchors.jsonl');
    const write = () =>
      exportAnchors({ ...context(), services: { ...(context().services as object), anchorFile: file } } as MonitoringContext);
    const read = async () =>
      (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

    await write();
    await write();
    await happens(randomUUID());
    await timePasses();
    const last = await anchor();
    await write();

    const lines = await read();
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.at(-1)).toMatchObject({ sequence: last?.sequence, hash: last?.hash });
    for (const [index, line] of lines.entries()) expect(line.prevHash).toBe(lines[index - 1]?.hash ?? GENESIS_HASH);
    await appendFile(file, '{"sequence":99');
    await expect(write()).rejects.toThrow();
  });
});

describe('the root of an anchor', () => {
  const end = (n: number): AnchoredEnd => ({ organizationId: `${n}`, length: BigInt(n), headHash: `${n}`.repeat(64) });

  it('depends on every end, and not on their order', () => {
    const ends = [1, 2, 3, 4, 5].map(end);
    const roots = [
      ends,
      ends.slice(1),
      [...ends.slice(0, 4), { ...end(5), length: 6n }],
      [...ends.slice(0, 4), { ...end(5), headHash: 'x' }],
    ].map(rootOf);

    expect(new Set(roots).size).toBe(roots.length);
    expect(rootOf(ends.toReversed())).toBe(roots[0]);
    expect(() => rootOf([])).toThrow('at least one chain');
  });
});
