import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { normalizeEmail } from '../domain/email.js';
import { isUsername, normalizeUsername } from '../domain/username.js';
import { askSibling } from './ask-sibling.js';

const USER_ID = 'query ($username: String!) { userIdByUsername(username: $username) }';
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What somebody typed to say who they are: one of the two. */
export interface TypedName {
  email?: string | null | undefined;
  username?: string | null | undefined;
}

export interface FoundPerson {
  /** Null where what was typed is nobody's. */
  account: Account | null;
  /** What was typed, in the one spelling that it is counted by while it is nobody's. */
  identifier: string;
}

/**
 * Whose an address or a user name is. The same steps for nobody; a name that cannot be anybody's is not asked for.
 *
 * @throws CommonErrors.UNAVAILABLE for user names while user does not answer.
 */
export async function findPerson(ctx: AuthContext, { email, username }: TypedName): Promise<FoundPerson> {
  if (typeof username !== 'string') {
    const identifier = normalizeEmail(email ?? '');
    return { account: await ctx.em.findOne(Account, { email: identifier }), identifier };
  }
  const name = normalizeUsername(username);
  const id = isUsername(name) ? await userIdOf(ctx, name) : null;
  // No address looks like this: what is tried on nobody's name is counted for itself.
  return { account: await ctx.em.findOne(Account, { id: id ?? NOBODY }), identifier: `user name ${name}` };
}

async function userIdOf(ctx: AuthContext, username: string): Promise<string | null> {
  const question = { what: 'Login by user name', subgraph: 'user', query: USER_ID, variables: { username } };
  return (await askSibling<{ userIdByUsername: string | null }>(ctx, question)).userIdByUsername;
}
