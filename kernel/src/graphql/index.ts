export { enforceDirectives, type GuardedContext } from './enforce-directives.js';
export { createExecutor } from './execute-request.js';
export { buildFederatedSchema, type FederatedSchema, type FederatedSchemaOptions, type ReferenceResolver } from './federated-schema.js';
export { formatError } from './format-error.js';
export { InvalidSchemaError } from './invalid-schema-error.js';
export { connectionType, PageInfoType, pageArgsType } from './page-types.js';
export { FEDERATION_PREAMBLE, TENANCY_SPEC } from './preamble.js';
export { BigIntScalar, DateTime, Json } from './scalars.js';
export { mutationPayload, type UserError, userErrorTypes } from './user-errors.js';
