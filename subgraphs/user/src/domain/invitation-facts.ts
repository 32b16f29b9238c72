import type { Invitation } from './invitation.entity.js';
import type { Role } from './role.entity.js';

/** An invitation as other services are told of it: what it is now. Its token stays home. */
export const invitationFacts = (invitation: Invitation, roles: readonly Role[]) => ({
  invitationId: invitation.id,
  organizationId: invitation.organizationId,
  email: invitation.email,
  status: invitation.status,
  kind: invitation.kind,
  roleKeys: roles.map(({ key }) => key).sort(),
  invitedById: invitation.invitedById,
  acceptedById: invitation.acceptedById,
  expiresAt: invitation.expiresAt.toISOString(),
  sendCount: invitation.sendCount,
});
