import { checkRevision, findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { membershipUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { UserContext } from '../context.js';
import { MemberKind, Membership, MembershipStatus } from '../domain/membership.entity.js';
import { membershipFacts, roleNews } from '../domain/membership-facts.js';
import type { Role } from '../domain/role.entity.js';
import { roleKeys } from '../domain/role-input.js';
import { findRolesOf } from '../queries/load-roles.js';
import { checkRoleChange, rolesWithKeys } from './check-role-change.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';
import { replaceRoles } from './replace-roles.js';

const input = z.object({
  id: z.string(),
  roleKeys: roleKeys.nullish(),
  kind: z.enum(MemberKind).nullish(),
  title: z
    .string()
    .trim()
    .max(120, 'A title has at most 120 characters')
    .transform((title) => title || null)
    .nullish(),
  expectedRevision: z.int().nullish(),
});

export type UpdateMembership = z.input<typeof input>;

/** Changes what somebody is in the request's organization. Roles, when given, replace the ones held. */
export async function updateMembership(ctx: UserContext, values: UpdateMembership): Promise<Membership> {
  const changes = parseInput(input, values);
  const organizationId = organizationOf(ctx);
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    const membership = await findCurrent(ctx, changes.id);
    checkRevision(membership, changes.expectedRevision);
    const held = (await findRolesOf(ctx.em, [membership])).get(membership.id) ?? [];
    const wanted = changes.roleKeys ? await rolesWithKeys(ctx, changes.roleKeys) : held;
    await checkRoleChange(ctx, membership, { held, wanted });

    const hasChanged = await apply(ctx, membership, { ...changes, held, wanted });
    if (hasChanged) ctx.events.raise(membershipUpdated, { ...membershipFacts(membership, wanted), ...roleNews({ held, wanted }) });

    await ctx.em.flush();
    return membership;
  });
}

/** A membership that was ended is no longer there to be changed. */
async function findCurrent(ctx: UserContext, id: string): Promise<Membership> {
  const notFound = () => CommonErrors.NOT_FOUND('Membership').at('input', 'id');
  const membership = await findById(ctx.em, Membership, id, { notFound });
  if (membership.status === MembershipStatus.REMOVED) throw notFound();
  return membership;
}

interface Change {
  kind?: MemberKind | null | undefined;
  title?: string | null | undefined;
  held: readonly Role[];
  wanted: readonly Role[];
}

/** @returns whether anything is different now. */
async function apply(ctx: UserContext, membership: Membership, { kind, title, held, wanted }: Change): Promise<boolean> {
  const before = { kind: membership.kind, title: membership.title };
  membership.kind = kind ?? membership.kind;
  if (title !== undefined) membership.title = title;
  const hasNewRoles = await replaceRoles(ctx, membership, { held, wanted });
  return hasNewRoles || before.kind !== membership.kind || before.title !== membership.title;
}
