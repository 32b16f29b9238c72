import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { SignUp, type SignUpState } from '../domain/sign-up.entity.js';

/** A page of sign-ups, newest first, for operators. */
export function listSignUps(ctx: AuthContext, state: SignUpState | null, page: PageArgs): Promise<Connection<SignUp>> {
  return connection(ctx.em, SignUp, { where: state ? { state } : {}, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], page });
}
