import type { AuthContext } from '../context.js';
import { administersMembers, isSelf, seesEverybody } from '../domain/visibility.js';

/** May know how somebody logs in: the person, platform staff, and who looks after the members of an organization they are in. */
export async function seesCredentialsOf({ actor, loaders }: AuthContext, userId: string): Promise<boolean> {
  if (isSelf(actor, userId) || seesEverybody(actor)) return true;
  return administersMembers(actor) && (await loaders.grantHere.load(userId)) !== null;
}
