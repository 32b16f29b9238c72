import type { UserContext } from '../context.js';
import { MembershipStatus } from '../domain/membership.entity.js';
import type { User } from '../domain/user.entity.js';
import { isSelf, seesEmails, seesEveryUser } from '../domain/visibility.js';

/** The person, if they are the viewer, belong or belonged to the request's organization, or the platform asks; else null. */
export async function findUser({ actor, loaders }: UserContext, id: string): Promise<User | null> {
  const isVisible = isSelf(actor, id) || seesEveryUser(actor) || (await loaders.membershipHere.load(id)) !== null;
  return isVisible ? loaders.userById.load(id) : null;
}

/** The e-mail address, for the person, for the platform, and for those in the same organization who may see its members. */
export async function findEmail({ actor, loaders }: UserContext, user: User): Promise<string | null> {
  if (isSelf(actor, user.id) || seesEveryUser(actor)) return user.email;
  if (!seesEmails(actor)) return null;
  const membership = await loaders.membershipHere.load(user.id);
  return membership && membership.status !== MembershipStatus.REMOVED ? user.email : null;
}
