import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { Module } from '../domain/module.entity.js';
import { announceRollout } from './set-rollout.js';

/** Takes the milestones into the percentages of modules that have begun. Replicas pass over what another one has in hand. */
export function advanceRollouts(ctx: RegistryContext): Promise<void> {
  const now = new Date();
  return inTransaction(ctx.em, async () => {
    const due = await ctx.em.find(Module, { rolloutDueAt: { $lte: now } }, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });

    for (const module of due) if (module.advanceRollout(now)) announceRollout(ctx, module);

    await ctx.em.flush();
  });
}
