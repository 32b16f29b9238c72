import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('user', minors);

export const userCreated = defineEvent('user.created.v1', {
  aggregate: 'user',
  id: 'userId',
  promise: 'A person is known to the platform.',
  payload: z.object({ userId: z.uuid(), displayName: z.string() }),
});

export const userUpdated = defineEvent('user.updated.v1', {
  aggregate: 'user',
  id: 'userId',
  promise:
    'A person changed; the payload names the fields and not their values, but for `status` where that is among them: platform staff have disabled or enabled the person, for the `reason`.',
  payload: z.object({
    userId: z.uuid(),
    fields: z.array(z.string()),
    status: z.enum(['ACTIVE', 'DISABLED', 'PENDING_VERIFICATION', 'DELETED']).optional(),
    reason: z.string().optional(),
  }),
});

const membership = z.object({
  membershipId: z.uuid(),
  organizationId: z.uuid(),
  userId: z.uuid(),
  status: z.enum(['ACTIVE', 'SUSPENDED', 'REMOVED']),
  kind: z.enum(['EMPLOYEE', 'CLIENT', 'SUPPLIER', 'PARTNER']),
  roleKeys: z.array(z.string()),
  permissions: z.array(z.string()),
});

export const membershipCreated = defineEvent('membership.created.v1', {
  aggregate: 'membership',
  id: 'membershipId',
  promise: 'A person belongs to an organization; the payload says what they may do there.',
  payload: membership,
});

export const membershipUpdated = defineEvent('membership.updated.v1', {
  aggregate: 'membership',
  id: 'membershipId',
  promise:
    'Roles, kind or status of a membership changed; the payload is the membership as it is now. Where somebody was given or lost roles, `roleChange` names them.',
  payload: membership.extend({ roleChange: z.object({ given: z.array(z.string()), taken: z.array(z.string()) }).optional() }),
});

const role = z.object({
  roleId: z.uuid(),
  organizationId: z.uuid(),
  key: z.string(),
  name: z.string(),
  permissions: z.array(z.string()),
});

export const roleCreated = defineEvent('role.created.v1', {
  aggregate: 'role',
  id: 'roleId',
  promise: 'An organization has a role of its own; nobody holds it yet.',
  payload: role,
});

export const roleUpdated = defineEvent('role.updated.v1', {
  aggregate: 'role',
  id: 'roleId',
  promise: 'A role is what the payload says. Where it allows something else than before, its memberships are announced as well.',
  payload: role,
});

export const roleDeleted = defineEvent('role.deleted.v1', {
  aggregate: 'role',
  id: 'roleId',
  promise: 'A role is gone; the memberships that held it have the other one, if there was one, and were announced.',
  payload: z.object({ roleId: z.uuid(), organizationId: z.uuid(), key: z.string(), reassignedTo: z.uuid().nullable() }),
});

const invitation = z.object({
  invitationId: z.uuid(),
  organizationId: z.uuid(),
  email: z.email(),
  status: z.enum(['PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED', 'EXPIRED']),
  kind: z.enum(['EMPLOYEE', 'CLIENT', 'SUPPLIER', 'PARTNER']),
  roleKeys: z.array(z.string()),
  invitedById: z.uuid(),
  acceptedById: z.uuid().nullable(),
  expiresAt: z.iso.datetime(),
  sendCount: z.int().min(1),
});

export const userInvited = defineEvent('user.invited.v1', {
  aggregate: 'invitation',
  id: 'invitationId',
  promise:
    'Somebody is invited to an organization, or reminded of it where `sendCount` is above 1: a mail goes out. The token that it holds is in no event.',
  payload: invitation,
});

export const invitationUpdated = defineEvent('invitation.updated.v1', {
  aggregate: 'invitation',
  id: 'invitationId',
  promise: 'An invitation was accepted, declined, revoked, has run out, or gives other roles; the payload is what it is now.',
  payload: invitation,
});
