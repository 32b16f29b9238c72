import type { Role } from './role.entity.js';

/** A role of an organization's own as other services are told of it. */
export const roleFacts = ({ id, key, name, permissions }: Role, organizationId: string) => ({
  roleId: id,
  organizationId,
  key,
  name,
  permissions,
});
