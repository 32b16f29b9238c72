import type { RegistryContext } from '../context.js';
import type { Operation } from '../domain/operation.entity.js';

/** Any of these lets one see operations: those of one's organization, or as platform staff all of them. */
export const OPERATION_SCOPES = ['org:modules:read', 'org:modules:write', 'platform:modules:read', 'platform:modules:write'] as const;

/** An operation for those who may see it; the tenant filter has seen to whose it is. */
export function findOperation({ actor, loaders }: RegistryContext, id: string): Promise<Operation | null> | null {
  return OPERATION_SCOPES.some((scope) => actor.can(scope)) ? loaders.operationById.load(id) : null;
}
