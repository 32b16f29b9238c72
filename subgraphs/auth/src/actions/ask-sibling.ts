import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';

export interface SiblingQuestion {
  /** What is not available where there is no answer, for whoever asked. */
  what: string;
  subgraph: string;
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Asks a sibling something that the request cannot go on without. In no organization: the caller is in none yet.
 *
 * @throws CommonErrors.UNAVAILABLE where there is no answer; whether the sibling did what it was asked is then unknown.
 */
export async function askSibling<Data extends object>(ctx: AuthContext, question: SiblingQuestion): Promise<Data> {
  const { what, subgraph, query, variables } = question;
  const unavailable = (cause: unknown) => CommonErrors.UNAVAILABLE(what).causedBy(cause);
  const { data, errors } = await ctx.callSibling(subgraph, query, variables, { organizationId: null }).catch((cause) => {
    throw unavailable(cause);
  });
  if (errors?.length || !data) throw unavailable(new Error(`"${subgraph}" answered: ${errors?.[0]?.message ?? 'nothing'}`));
  return data as Data;
}
