import { LockMode } from '@mikro-orm/core';
import { operationFinished, operationProgressed } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { Operation, type OperationCounts, OperationStatus } from '../domain/operation.entity.js';
import { type ItemOutcome, OperationItem, OperationItemStatus, SkipReason } from '../domain/operation-item.entity.js';
import { progressOf, requestChunk } from './announce-operation.js';
import { runItem } from './run-item.js';

/** A chunk is one transaction, in which its organizations are locked: it ends after so many items, or after this time (ms). */
const MOST_ITEMS = 25;
const MOST_TIME = 250;

/**
 * Does the next items of an operation, takes down how far it is and asks for the chunk after it: all in the transaction of the
 * command, so that a crash undoes what it did and repeats it, and each item takes effect once. Where the operation was canceled
 * no further item begins.
 */
export async function runOperationChunk(ctx: RegistryContext, operationId: string): Promise<void> {
  const operation = await ctx.em.findOne(Operation, { id: operationId });
  if (!operation || operation.isFinished) return;
  const settled = await settleItems(ctx, operation);
  await takeDown(ctx, operation, settled);
}

type Settled = ReadonlyMap<OperationItem, ItemOutcome>;

async function settleItems(ctx: RegistryContext, operation: Operation): Promise<Settled> {
  // In the order of organizations, so that two operations never wait for each other.
  const where = { operationId: operation.id, status: OperationItemStatus.PENDING };
  const items = await ctx.em.find(OperationItem, where, { orderBy: { organizationId: 'asc' }, limit: MOST_ITEMS });
  const known = await findKnown(ctx, operation, items);
  const settled = new Map<OperationItem, ItemOutcome>();
  const end = Date.now() + MOST_TIME;
  for (const item of items) {
    if (settled.size > 0 && Date.now() > end) break;
    if (await isCanceled(ctx, operation)) break;
    const { organizationId } = item;
    settled.set(item, await runItem(ctx, { operation, organizationId, known: known.has(organizationId) }));
  }
  return settled;
}

/** Members' operations change their own organization, whose existence their login has proved. */
async function findKnown({ em }: RegistryContext, operation: Operation, items: readonly OperationItem[]): Promise<Set<string>> {
  const ids = items.map(({ organizationId }) => organizationId);
  if (operation.organizationId !== null) return new Set(ids);
  const sets = await em.find(ModuleSet, { organizationId: { $in: ids } }, { disableIdentityMap: true, fields: ['organizationId'] });
  return new Set(sets.map(({ organizationId }) => organizationId));
}

/** Whether somebody has canceled it by now: nothing is locked before the items are done, so that nobody has to wait to say so. */
const isCanceled = async ({ em }: RegistryContext, { id }: Operation): Promise<boolean> =>
  (await em.count(Operation, { id, status: OperationStatus.CANCELED })) > 0;

async function takeDown(ctx: RegistryContext, { id }: Operation, settled: Settled): Promise<void> {
  const operation = await ctx.em.findOneOrFail(Operation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  for (const [item, outcome] of settled) item.settle(outcome);
  operation.progress(countsOf(settled));
  // The items that were settled must not be taken for open ones below.
  await ctx.em.flush();

  if (operation.status === OperationStatus.CANCELED) operation.progress({ done: 0, failed: 0, skipped: await skipTheRest(ctx, id) });
  const isOver = settled.size === 0 || operation.isComplete;
  if (isOver) operation.finish();
  ctx.events.raise(isOver ? operationFinished : operationProgressed, progressOf(operation));
  if (!isOver) requestChunk(ctx, operation);

  await ctx.em.flush();
}

function countsOf(settled: Settled): OperationCounts {
  const outcomes = [...settled.values()];
  const count = (status: OperationItemStatus) => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    done: count(OperationItemStatus.DONE),
    failed: count(OperationItemStatus.FAILED),
    skipped: count(OperationItemStatus.SKIPPED),
  };
}

const skipTheRest = ({ em }: RegistryContext, operationId: string): Promise<number> =>
  em.nativeUpdate(
    OperationItem,
    { operationId, status: OperationItemStatus.PENDING },
    { status: OperationItemStatus.SKIPPED, skipReason: SkipReason.CANCELED, finishedAt: new Date() },
  );
