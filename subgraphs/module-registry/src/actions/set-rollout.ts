import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { moduleRolloutSet } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { Module } from '../domain/module.entity.js';
import { STICKINESS } from '../domain/rollout.js';
import { text } from './module-fields.js';

const percentage = z.int().min(0, 'A percentage is 0 to 100').max(100, 'A percentage is 0 to 100');

const organizations = z
  .array(z.guid('Not the id of an organization'))
  .max(1_000, 'A list has at most 1000 organizations')
  .nullish()
  .transform((ids) => [...new Set(ids?.map((id) => id.toLowerCase()))]);

const milestones = z
  .array(z.object({ percentage, startsAt: z.date().refine((time) => time > new Date(), 'This time is over') }))
  .max(20, 'A rollout has at most 20 milestones')
  .nullish()
  .transform((all) => (all ?? []).toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime()))
  .refine((all) => new Set(all.map(({ startsAt }) => startsAt.getTime())).size === all.length, 'Two milestones begin at one time')
  .transform((all) => all.map(({ startsAt, ...rest }) => ({ ...rest, startsAt: startsAt.toISOString() })));

const input = z.object({
  percentage,
  stickiness: z
    .string()
    .default(STICKINESS)
    .refine((value): value is typeof STICKINESS => value === STICKINESS, `A rollout can stick to "${STICKINESS}" only`),
  groupId: text(100)
    .refine((value) => value.length > 0, 'A group has 1 to 100 characters')
    .nullish(),
  organizationAllow: organizations,
  organizationDeny: organizations,
  milestones,
});

export type SetRollout = z.input<typeof input>;

/** Says which organizations a module reaches. It takes the place of the rule before. */
export function setRollout(ctx: RegistryContext, key: string, values: SetRollout): Promise<Module> {
  const { groupId, ...rest } = parseInput(input, values);
  return inTransaction(ctx.em, async () => {
    // The lock keeps a milestone that begins meanwhile from being undone, or from undoing this.
    const module = await ctx.em.findOne(Module, { key }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!module) throw CommonErrors.NOT_FOUND('Module').at('key');

    if (module.setRollout({ ...rest, groupId: groupId ?? key })) announceRollout(ctx, module);

    await ctx.em.flush();
    return module;
  });
}

/** The lists stay home: they name customers. */
export function announceRollout({ events }: RegistryContext, { key, rollout }: Module): void {
  if (!rollout) return;
  const { percentage, groupId, milestones } = rollout;
  events.raise(moduleRolloutSet, { moduleKey: key, percentage, groupId, milestones });
}
