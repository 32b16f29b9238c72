import type { RegistryContext } from '../context.js';
import { Operation } from '../domain/operation.entity.js';

const DAY = 86_400_000;

/** Operations of one run, since their items go with them; the next one follows soon. */
const MOST = 5;

/** Removes operations that have been over for longer than they are kept, with their items. Safe to run twice at a time. */
export async function forgetOperations({ em, services }: RegistryContext): Promise<void> {
  const before = new Date(Date.now() - services.keepOperationsDays * DAY);
  const old = await em.find(
    Operation,
    { finishedAt: { $lt: before } },
    { fields: ['id'], orderBy: { finishedAt: 'asc' }, limit: MOST, disableIdentityMap: true },
  );
  if (old.length > 0) await em.nativeDelete(Operation, { id: { $in: old.map(({ id }) => id) } });
}
