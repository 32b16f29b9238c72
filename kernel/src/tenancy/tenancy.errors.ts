import { defineErrors } from '../errors/index.js';

/** Why the tenancy of a request stops a field. They stand at the top of an answer, with the path of the field. */
export const TenancyErrors = defineErrors('tenancy', {
  TENANT_REQUIRED: ['invalid', () => 'This is one organization’s data: log in to an organization, or name one'],
  TENANT_MISMATCH: ['forbidden', () => 'The request names another organization than the one it belongs to'],
  ORGANIZATION_SUSPENDED: ['forbidden', () => 'The organization is not in service'],
  MODULE_DISABLED: ['forbidden', (module: string) => `The organization cannot use the module "${module}"`],
  UNAUTHORIZED_FIELD_OR_TYPE: ['forbidden', () => 'Unauthorized field or type'],
  TENANCY_UNAVAILABLE: ['unavailable', () => 'Whether the organization may do this cannot be told at the moment: try again'],
});
