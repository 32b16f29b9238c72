import { userUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { User } from '../domain/user.entity.js';

/** Takes the address over that somebody has proved to be theirs; whoever is not known here any more has none. */
export async function takeOverEmail(ctx: UserContext, { userId, email }: { userId: string; email: string }): Promise<void> {
  const user = await ctx.em.findOne(User, { id: userId });
  if (!user || user.email === email.toLowerCase()) return;
  user.email = email.toLowerCase();
  ctx.events.raise(userUpdated, { userId, fields: ['email'] });
  await ctx.em.flush();
}
