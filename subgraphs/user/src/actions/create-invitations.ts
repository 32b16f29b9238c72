import { parseInput } from '@supergraph/kernel/errors';
import { TenancyErrors } from '@supergraph/kernel/tenancy';
import { z } from 'zod';
import type { UserContext } from '../context.js';
import type { Invitation } from '../domain/invitation.entity.js';
import type { InvitationValues } from '../domain/invitation-input.js';
import { createInvitation } from './create-invitation.js';
import { organizationOf } from './organization-of.js';

const MOST = 100;

const rows = z.array(z.unknown()).min(1, 'Whom?').max(MOST, `At most ${MOST} invitations at a time`);

/** Makes one invitation and answers what came of it; a refusal must not be thrown. */
export type Attempt<Result> = (create: () => Promise<Invitation>, row: number) => Promise<Result>;

/**
 * Invites many people, one after the other, each by itself: a refusal keeps nobody else from being invited.
 *
 * @throws TenancyErrors.TENANT_MISMATCH before anything is read, where any of them is for another organization.
 */
export async function createInvitations<Result>(
  ctx: UserContext,
  inputs: readonly (InvitationValues & { organizationId: string })[],
  attempt: Attempt<Result>,
): Promise<Result[]> {
  parseInput(rows, inputs, ['inputs']);
  const own = organizationOf(ctx);
  if (inputs.some(({ organizationId }) => organizationId !== own)) throw TenancyErrors.TENANT_MISMATCH();
  const results: Result[] = [];
  for (const [row, values] of inputs.entries()) {
    // What a refused one has left in memory must not be stored with the next.
    results.push(await attempt(() => createInvitation(ctx, values).catch(discardAnd(ctx)), row));
  }
  return results;
}

const discardAnd = (ctx: UserContext) => (error: unknown) => {
  ctx.discard();
  throw error;
};
