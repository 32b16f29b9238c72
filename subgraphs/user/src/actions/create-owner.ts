import { inTransaction } from '@supergraph/kernel/db';
import { membershipCreated, userCreated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { MemberKind, Membership } from '../domain/membership.entity.js';
import { membershipFacts } from '../domain/membership-facts.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { OWNER_ROLE } from '../domain/permissions.js';
import { ReleasedOrganization } from '../domain/released-organization.entity.js';
import { Role } from '../domain/role.entity.js';
import { User } from '../domain/user.entity.js';
import { insertUser } from './insert-user.js';
import { lockMemberships } from './lock-memberships.js';

export interface CreateOwner {
  userId: string;
  email: string;
  displayName: string;
  /** Null for an account that belongs to no organization, such as platform staff. */
  organizationId: string | null;
  isPlatformAdmin: boolean;
}

/** Makes the person of an account and, with an organization, its owner. What is there already stays as it is. */
export function createOwner(ctx: UserContext, { userId, organizationId, ...account }: CreateOwner): Promise<void> {
  return inTransaction(ctx.em, async () => {
    if (organizationId) await lockMemberships(ctx.em, organizationId);
    await createUser(ctx, new User({ id: userId, ...account }));
    if (organizationId) await createOwnerMembership(ctx, { organizationId, userId });

    await ctx.em.flush();
  });
}

async function createUser(ctx: UserContext, user: User): Promise<void> {
  const isNew = await insertUser(ctx, user);
  if (isNew) ctx.events.raise(userCreated, { userId: user.id, displayName: user.displayName });
}

async function createOwnerMembership(ctx: UserContext, place: { organizationId: string; userId: string }): Promise<void> {
  // The organization may be given up already: its publisher and the account's are two, and keep no common order.
  const isReleased = await ctx.em.count(ReleasedOrganization, { organizationId: place.organizationId });
  if (isReleased || (await ctx.em.findOne(Membership, place))) return;

  const role = await ctx.em.findOneOrFail(Role, { organizationId: null, key: OWNER_ROLE });
  const membership = new Membership({ ...place, kind: MemberKind.EMPLOYEE });
  ctx.em.persist([membership, new MembershipRole(membership, role)]);
  ctx.events.raise(membershipCreated, membershipFacts(membership, [role]));
}
