import { ClientError, GraphQLClient } from 'graphql-request';

// biome-ignore lint/suspicious/noExplicitAny: a story reads answers loosely and states what it expects.
export type Answer = any;

/** A frontend as the stories know it: a GraphQL client with somebody's token, or nobody's. */
export interface Frontend {
  /** The data. @throws where the answer has errors. */
  ask(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The codes of the errors; empty where there are none. */
  errorsOf(document: string, variables?: Record<string, unknown>): Promise<string[]>;
}

export function frontend(url: string, accessToken?: string): Frontend {
  const client = new GraphQLClient(`${url}/graphql`, { headers: accessToken ? { authorization: `Bearer ${accessToken}` } : {} });
  return {
    ask: (document, variables = {}) => client.request<Answer>(document, variables),
    async errorsOf(document, variables = {}) {
      try {
        await client.request(document, variables);
        return [];
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return (error.response.errors ?? []).map(({ extensions }) => String(extensions?.code));
      }
    },
  };
}
