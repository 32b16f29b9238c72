import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { checkRevision, findById } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { userUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { UserContext } from '../context.js';
import { profileFields } from '../domain/profile.js';
import { User } from '../domain/user.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { personOf } from './viewer-of.js';

const input = z.object({ ...profileFields, expectedRevision: z.int().nullish() });

export type UpdateViewer = z.input<typeof input>;

/** Changes what people say about themselves. A field that is left out stays; null empties it, where it can be empty. */
export async function updateViewer(ctx: UserContext, values: UpdateViewer): Promise<User> {
  const { expectedRevision, ...profile } = parseInput(input, values);
  const subject = personOf(ctx);
  const user = await findById(ctx.em, User, subject, { notFound: () => CommonErrors.NOT_FOUND('User') });
  checkRevision(user, expectedRevision);
  const changes = changesOf(user, profile);
  if (Object.keys(changes).length === 0) return user;

  Object.assign(user, changes);
  ctx.events.raise(userUpdated, { userId: user.id, fields: Object.keys(changes) });

  await ctx.em.flush().catch((error) => {
    // Only the index knows: most of those who may have the name are not for this request to see.
    throw error instanceof UniqueConstraintViolationException ? usernameTaken(user.username) : error;
  });
  return user;
}

type Profile = Partial<Pick<User, keyof typeof profileFields>>;

function changesOf(user: User, profile: { [Name in keyof Profile]: Profile[Name] | undefined | null }): Profile {
  const names = Object.keys(profile) as (keyof Profile)[];
  const changed = names.filter((name) => profile[name] !== undefined && profile[name] !== user[name]);
  return Object.fromEntries(changed.map((name) => [name, profile[name]]));
}

const usernameTaken = (username: string | null) => UserErrors.USERNAME_TAKEN(username ?? '').at('input', 'username');
