import { IsolationLevel } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { TenancyErrors } from '@supergraph/kernel/tenancy';
import type { MonitoringContext } from '../context.js';
import { AuditChain } from '../domain/audit-chain.entity.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { GENESIS_HASH } from '../domain/audit-hash.js';
import { ChainBreak, type ExpectedLink, findBreak } from '../domain/chain-break.js';
import { readsAllTrails } from './audit-filter.js';
import { checkAnchors } from './check-anchors.js';

export interface ChainRange {
  organizationId?: string | null;
  fromSequence?: bigint | number | null;
  toSequence?: bigint | number | null;
}

export interface ChainVerification {
  ok: boolean;
  checked: number;
  firstBroken: bigint | null;
  reason: ChainBreak | null;
  headHash: string | null;
  /** When the chain was last sealed; what was sealed is checked as well. */
  anchoredAt: Date | null;
}

type Found = Pick<ChainVerification, 'checked' | 'firstBroken' | 'reason'>;

interface Stretch {
  organizationId: string | null;
  from: bigint;
  to: bigint;
}

/** The most events that one request verifies. */
export const MAX_VERIFIED = 100_000n;
const BATCH = 500;

/**
 * Reads a chain again and names the first event that is missing, altered, or does not follow its predecessor. All in one
 * snapshot, so that what is recorded meanwhile does not look like a break.
 */
export function verifyAuditChain(ctx: MonitoringContext, range: ChainRange): Promise<ChainVerification> {
  const organizationId = chainToRead(ctx, range.organizationId ?? null);
  return ctx.em.transactional(
    async (em) => {
      const chain = await em.findOne(AuditChain, { organizationId });
      const stretch = { organizationId, ...limitsOf(range, chain?.length ?? 0n) };
      const found = await follow(em, stretch, await linkBefore(em, stretch));
      const whole = found.reason ? found : await checkHead(em, stretch, { chain, found });
      const sealed = await checkAnchors(em, { ...stretch, to: range.toSequence == null ? null : stretch.to });
      const { firstBroken, reason, checked } = whole.reason || sealed.firstBroken === null ? whole : notAsSealed(whole, sealed.firstBroken);
      return { ok: reason === null, checked, firstBroken, reason, headHash: chain?.headHash ?? null, anchoredAt: sealed.anchoredAt };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );
}

/**
 * Members read their own chain, whether they name it or not, and hear the same of every other organization, be it there or not.
 * Platform staff read any; without a name, the platform's own.
 */
function chainToRead({ actor }: MonitoringContext, asked: string | null): string | null {
  if (readsAllTrails(actor)) {
    if (asked !== null && !isUuid(asked)) throw CommonErrors.NOT_FOUND('Organization').at('organizationId');
    return asked;
  }
  const own = actor.organizationId;
  if (own === null) throw TenancyErrors.TENANT_REQUIRED();
  if (asked !== null && asked !== own) throw TenancyErrors.TENANT_MISMATCH();
  return own;
}

/** Sound in itself, and not what it was: somebody wrote the whole chain anew. */
const notAsSealed = (whole: Found, firstBroken: bigint): Found => ({ ...whole, firstBroken, reason: ChainBreak.ANCHOR_MISMATCH });

function limitsOf({ fromSequence, toSequence }: ChainRange, length: bigint): Pick<Stretch, 'from' | 'to'> {
  const from = BigInt(fromSequence ?? 1);
  const to = toSequence == null || BigInt(toSequence) > length ? length : BigInt(toSequence);
  if (from < 1n) throw CommonErrors.INVALID('A chain begins with 1').at('fromSequence');
  if (to - from >= MAX_VERIFIED) throw CommonErrors.INVALID(`At most ${MAX_VERIFIED} events are verified at a time`).at('toSequence');
  return { from, to };
}

/** What the first event of the stretch must follow. */
async function linkBefore(em: EntityManager, { organizationId, from }: Stretch): Promise<ExpectedLink> {
  const before = from > 1n ? await em.findOne(AuditEvent, { organizationId, sequence: from - 1n }) : null;
  return { sequence: from, prevHash: before?.hash ?? GENESIS_HASH };
}

async function follow(em: EntityManager, { organizationId, to }: Stretch, link: ExpectedLink): Promise<Found & { link: ExpectedLink }> {
  let [expected, checked] = [link, 0];
  while (expected.sequence <= to) {
    const where = { organizationId, sequence: { $gte: expected.sequence, $lte: to } };
    const events = await em.find(AuditEvent, where, { orderBy: { sequence: 'asc' }, limit: BATCH, disableIdentityMap: true });
    if (events.length === 0) return { checked, firstBroken: expected.sequence, reason: ChainBreak.MISSING, link: expected };
    for (const event of events) {
      const reason = findBreak(event, expected);
      if (reason) return { checked, firstBroken: expected.sequence, reason, link: expected };
      expected = { sequence: event.sequence + 1n, prevHash: event.hash };
      checked += 1;
    }
  }
  return { checked, firstBroken: null, reason: null, link: expected };
}

/** Events cut off at the end, or put behind it, leave a chain that is sound in itself: only its head knows. */
async function checkHead(
  em: EntityManager,
  { organizationId, to }: Stretch,
  { chain, found }: { chain: AuditChain | null; found: Found & { link: ExpectedLink } },
): Promise<Found> {
  const [length, headHash] = [chain?.length ?? 0n, chain?.headHash ?? GENESIS_HASH];
  if (to < length || found.link.sequence !== length + 1n) return found;
  const isMoved = found.link.prevHash !== headHash || (await em.count(AuditEvent, { organizationId, sequence: { $gt: length } })) > 0;
  if (!isMoved) return found;
  return { ...found, firstBroken: found.link.prevHash === headHash ? length + 1n : length, reason: ChainBreak.HEAD_MISMATCH };
}
