import type { UserContext } from '../context.js';
import { User } from '../domain/user.entity.js';

/** Who has that username, whatever their status; null where nobody does. For our own processes: one statement. */
export async function findUserId({ em }: UserContext, username: string): Promise<string | null> {
  const user = await em.findOne(User, { username: username.trim().toLowerCase() }, { fields: ['id'] });
  return user?.id ?? null;
}
