import type { AuthContext } from '../context.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { seesEverybody } from '../domain/visibility.js';
import { isThePerson } from './is-the-person.js';
import { namesOfProviders } from './names-of-providers.js';

export interface ShownLink extends Pick<LinkedIdentity, 'id' | 'providerId' | 'email' | 'createdAt' | 'lastUsedAt'> {
  providerName: string;
}

/** The logins that are linked to somebody's account and work; null where the viewer may not know. */
export async function listLinkedIdentities(request: AuthContext, userId: string): Promise<ShownLink[] | null> {
  if (!seesEverybody(request.actor) && !(await isThePerson(request, userId))) return null;
  const ctx = request.acrossOrganizations();
  const links = await ctx.em.find(LinkedIdentity, { userId }, { orderBy: { id: 'asc' } });
  const names = await namesOfProviders(ctx, links);
  return links.flatMap((link) => {
    const name = names.get(link.providerId);
    return name === undefined ? [] : [shownLink(link, name)];
  });
}

export const shownLink = ({ id, providerId, email, createdAt, lastUsedAt }: LinkedIdentity, providerName: string): ShownLink => ({
  ...{ id, providerId, providerName, email, createdAt, lastUsedAt },
});
