import { OPERATION_SCOPES } from '../queries/find-operation.js';
import { READ_SCOPES } from '../queries/read-scopes.js';

const anyOf = (...scopes: readonly string[]) => `@requiresScopes(scopes: [${scopes.map((scope) => `["${scope}"]`).join(', ')}])`;

/** Who may change the registry. */
export const WRITES_MODULES = anyOf('platform:modules:write');

/** Who may see how it is used, and by whom. */
export const READS_USAGE = anyOf('platform:modules:read', 'platform:modules:write');

/** Who may change the modules of an organization: its members by the one, platform staff by the other. */
export const WRITES_ORGANIZATION_MODULES = anyOf('org:modules:write', 'platform:modules:write');

/** Who may see the modules of an organization with their configurations. */
export const READS_ORGANIZATION_MODULES = anyOf(...READ_SCOPES);

/** Who may see operations: members those of their organization, platform staff all. */
export const READS_OPERATIONS = anyOf(...OPERATION_SCOPES);
