import { ClientError, GraphQLClient } from 'graphql-request';

// biome-ignore lint/suspicious/noExplicitAny: a story reads answers loosely and states what it expects.
export type Answer = any;

/** A frontend as the stories know it: a GraphQL client with somebody's token, or nobody's. */
export interface Frontend {
  /** The data. @throws where the answer has errors. */
  ask(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** What was served, with the errors of what was not. */
  askPartly(document: string, variables?: Record<string, unknown>): Promise<{ data: Answer; errors: Answer[] }>;
  /** The codes of the errors; empty where there are none. */
  errorsOf(document: string, variables?: Record<string, unknown>): Promise<string[]>;
}

export function frontend(url: string, accessToken?: string, others: Record<string, string> = {}): Frontend {
  const headers = { ...others, ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}) };
  const client = new GraphQLClient(`${url}/graphql`, { headers });
  const askPartly: Frontend['askPartly'] = async (document, variables = {}) => {
    try {
      return { data: await client.request<Answer>(document, variables), errors: [] };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return { data: error.response.data ?? null, errors: error.response.errors ?? [] };
    }
  };
  return {
    ask: (document, variables = {}) => client.request<Answer>(document, variables),
    askPartly,
    errorsOf: async (document, variables) =>
      (await askPartly(document, variables)).errors.map(({ extensions }) => String(extensions?.code)),
  };
}
