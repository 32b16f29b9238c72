import type { ClientCookies, SubgraphResponse } from '../transport/index.js';

/** The answer with what the client's cookies shall be; the gateway writes them, and its clients see nothing of this. */
export function withCookies(response: SubgraphResponse, cookies: ClientCookies | null): SubgraphResponse {
  const changes = cookies?.changes({ hasErrors: (response.errors?.length ?? 0) > 0 }) ?? [];
  return changes.length === 0 ? response : { ...response, extensions: { ...response.extensions, cookies: changes } };
}
