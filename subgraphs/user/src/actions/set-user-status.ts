import { LockMode } from '@mikro-orm/core';
import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, DomainError, parseInput, plainText } from '@supergraph/kernel/errors';
import { userUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { UserContext } from '../context.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { isSelf } from '../domain/visibility.js';

const input = z.object({
  id: z.string(),
  reason: plainText().trim().min(1, 'Say why').max(500, 'A reason has at most 500 characters'),
});

export type StatusChange = z.input<typeof input>;

/**
 * Locks somebody out of the platform, for platform staff; what they belong to stays as it is. Who is locked out already stays so, and
 * nobody is told again.
 *
 * @throws InvalidInputError; CommonErrors.NOT_FOUND; FORBIDDEN where it is the viewer.
 */
export async function disableUser(ctx: UserContext, values: StatusChange): Promise<User> {
  return setStatus(ctx, parseInput(input, values, []), (user) => {
    if (isSelf(ctx.actor, user.id)) throw oneself();
    return user.disable();
  });
}

/**
 * Lets somebody in again who was locked out; whoever is not stays as they are, and nobody is told.
 *
 * @throws InvalidInputError; CommonErrors.NOT_FOUND
 */
export async function enableUser(ctx: UserContext, values: StatusChange): Promise<User> {
  return setStatus(ctx, parseInput(input, values, []), (user) => user.enable());
}

const oneself = () =>
  new DomainError({
    code: 'FORBIDDEN',
    kind: 'forbidden',
    message: 'Nobody disables themselves: a colleague has to do it',
    field: ['id'],
  });

function setStatus(ctx: UserContext, { id, reason }: StatusChange, change: (user: User) => boolean): Promise<User> {
  const notFound = () => CommonErrors.NOT_FOUND('Person').at('id');
  return inTransaction(ctx.em, async () => {
    const user = await findById(ctx.em, User, id, { notFound, lock: LockMode.PESSIMISTIC_WRITE });
    if (user.status === UserStatus.DELETED) throw notFound();
    if (change(user)) ctx.events.raise(userUpdated, { userId: user.id, fields: ['status'], status: user.status, reason });

    await ctx.em.flush();
    return user;
  });
}
