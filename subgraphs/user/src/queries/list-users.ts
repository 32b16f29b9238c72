import type { FilterQuery } from '@mikro-orm/core';
import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import { User } from '../domain/user.entity.js';
import { containing } from './tables.js';

const COLUMNS = ['email', 'username', 'displayName', 'firstName', 'lastName'] as const;

/** A page of everybody on the platform, newest first, for platform staff. `query` is part of a name or of the e-mail address. */
export function listUsers(ctx: UserContext, query: string | null | undefined, page: PageArgs): Promise<Connection<User>> {
  const contains = query?.trim() ? { $ilike: containing(query) } : undefined;
  const where: FilterQuery<User> = contains ? { $or: COLUMNS.map((column) => ({ [column]: contains })) } : {};
  return connection(ctx.em, User, { where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], page });
}
