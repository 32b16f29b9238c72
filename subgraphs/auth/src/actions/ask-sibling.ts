import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';

export interface SiblingQuestion {
  subgraph: string;
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Asks a sibling something that a sign-up cannot go on without. In no organization: the new one is not the caller's.
 *
 * @throws CommonErrors.UNAVAILABLE where there is no answer; whether the sibling did what it was asked is then unknown.
 */
export async function askSibling<Data extends object>(ctx: AuthContext, { subgraph, query, variables }: SiblingQuestion): Promise<Data> {
  const unavailable = (cause: unknown) => CommonErrors.UNAVAILABLE('Sign-up').causedBy(cause);
  const { data, errors } = await ctx.callSibling(subgraph, query, variables, { organizationId: null }).catch((cause) => {
    throw unavailable(cause);
  });
  if (errors?.length || !data) throw unavailable(new Error(`"${subgraph}" answered: ${errors?.[0]?.message ?? 'nothing'}`));
  return data as Data;
}
