export { enforceAuthorization } from './enforce-authorization.js';
export { createExecutor } from './execute-request.js';
export { buildFederatedSchema, type FederatedSchema, type FederatedSchemaOptions, type ReferenceResolver } from './federated-schema.js';
export { formatError } from './format-error.js';
export { connectionType, PageInfoType, pageArgsType } from './page-types.js';
export { FEDERATION_PREAMBLE, TENANCY_SPEC } from './preamble.js';
export { BigIntScalar, DateTime, Json } from './scalars.js';
export { mutationPayload, type UserError, userErrorTypes } from './user-errors.js';
