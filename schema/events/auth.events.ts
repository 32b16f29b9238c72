import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('auth', minors);

export const accountCreated = defineEvent('auth.account.created.v1', {
  aggregate: 'account',
  id: 'userId',
  promise: 'Somebody can log in. With an organization they are its first owner; user creates the person and the membership.',
  payload: z.object({
    userId: z.uuid(),
    email: z.email(),
    displayName: z.string(),
    organizationId: z.uuid().nullable(),
    isPlatformAdmin: z.boolean(),
  }),
});

const session = { sessionId: z.uuid(), userId: z.uuid(), organizationId: z.uuid().nullable() };

export const sessionStarted = defineEvent('auth.session.started.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'Somebody logged in.',
  payload: z.object(session),
});

export const sessionEnded = defineEvent('auth.session.ended.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'The session is over; its access tokens must not be honoured any longer.',
  payload: z.object({ ...session, reason: z.string() }),
});

export const sessionReuseDetected = defineEvent('auth.session.reuse_detected.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'A refresh token was presented again after its time: a copy of it is about. The session was ended with it.',
  payload: z.object({
    ...session,
    /**
     * RECENT_PREV: the token before the current one, after its grace. STALE_LINEAGE: an older one. ORPHANED_BRANCH: one that was
     * handed out and that the database does not know of, as after the loss of its last moments.
     */
    subtype: z.enum(['RECENT_PREV', 'ORPHANED_BRANCH', 'STALE_LINEAGE']).optional(),
  }),
});

export const userSessionsRevoked = defineEvent('auth.user_sessions.revoked.v1', {
  aggregate: 'account',
  id: 'userId',
  promise: 'An administrator ended the sessions of somebody, in the organization or on the whole platform; each end is announced, too.',
  payload: z.object({ userId: z.uuid(), organizationId: z.uuid().nullable(), reason: z.string(), count: z.int().min(0) }),
});

export const securityPolicyUpdated = defineEvent('auth.security_policy.updated.v1', {
  aggregate: 'security-policy',
  id: 'organizationId',
  promise: 'An organization changed what it asks of those who log in; the payload names the rules and not their values.',
  payload: z.object({ organizationId: z.uuid(), fields: z.array(z.string()) }),
});

const account = { aggregate: 'account', id: 'userId' } as const;

export const accountLocked = defineEvent('auth.account.locked.v1', {
  ...account,
  promise:
    'Too many wrong passwords. SOURCE: they all came from one network, which is blocked. ACCOUNT: they came from many; only trusted devices get in.',
  payload: z.object({ userId: z.uuid(), kind: z.enum(['SOURCE', 'ACCOUNT']), until: z.iso.datetime() }),
});

export const accountUnlocked = defineEvent('auth.account.unlocked.v1', {
  ...account,
  promise: 'What wrong passwords had blocked is open again: by an administrator, by a mailed link, or by a new password.',
  payload: z.object({ userId: z.uuid(), by: z.enum(['ADMIN', 'MAIL', 'RESET']), reason: z.string().nullable() }),
});

export const passwordChanged = defineEvent('auth.password.changed.v1', {
  ...account,
  promise: 'Somebody has another password: they changed it, or set it by a mailed link.',
  payload: z.object({ userId: z.uuid(), by: z.enum(['CHANGE', 'RESET']) }),
});

export const emailVerified = defineEvent('auth.email.verified.v1', {
  ...account,
  promise: 'Somebody proved that they read the mail of their address.',
  payload: z.object({ userId: z.uuid() }),
});

export const emailChanged = defineEvent('auth.email.changed.v1', {
  ...account,
  promise: 'Somebody logs in with another address from now on, which they proved to be theirs.',
  payload: z.object({ userId: z.uuid(), email: z.email() }),
});

const factor = z.object({ userId: z.uuid(), factorId: z.uuid(), kind: z.enum(['TOTP', 'PASSKEY']) });

export const mfaFactorAdded = defineEvent('auth.mfa_factor.added.v1', {
  ...account,
  promise: 'Somebody has a second factor more; from now on it is asked for at a login.',
  payload: factor,
});

export const mfaFactorRemoved = defineEvent('auth.mfa_factor.removed.v1', {
  ...account,
  promise: 'Somebody has a second factor less; with the last one, none is asked for any more.',
  payload: factor,
});

export const mfaReset = defineEvent('auth.mfa.reset.v1', {
  ...account,
  promise: 'Platform staff took all second factors of somebody away who had lost them, with all of their sessions.',
  payload: z.object({ userId: z.uuid(), reason: z.string() }),
});

export const backupCodesRegenerated = defineEvent('auth.backup_codes.regenerated.v1', {
  ...account,
  promise: 'Somebody has new backup codes; the old ones are worth nothing.',
  payload: z.object({ userId: z.uuid() }),
});

export const backupCodeUsed = defineEvent('auth.backup_code.used.v1', {
  ...account,
  promise: 'A backup code stood in for a second factor; it cannot do so again.',
  payload: z.object({ userId: z.uuid() }),
});

export const trustedDeviceAdded = defineEvent('auth.trusted_device.added.v1', {
  ...account,
  promise:
    'Somebody trusts a device: it gets in while others have locked the account and, with `hasSecondFactor`, without being asked for a second factor.',
  payload: z.object({ userId: z.uuid(), deviceId: z.uuid(), hasSecondFactor: z.boolean() }),
});

const serviceAccount = { serviceAccountId: z.uuid(), organizationId: z.uuid() };
const machine = z.object({ ...serviceAccount, name: z.string(), scopes: z.array(z.string()), enabled: z.boolean() });

export const serviceAccountCreated = defineEvent('auth.service_account.created.v1', {
  aggregate: 'service-account',
  id: 'serviceAccountId',
  promise: 'An organization has a machine more; it has no key yet.',
  payload: machine,
});

export const serviceAccountUpdated = defineEvent('auth.service_account.updated.v1', {
  aggregate: 'service-account',
  id: 'serviceAccountId',
  promise: 'A machine is what the payload says; its keys, which it names, are worth no more than that.',
  payload: machine.extend({ apiKeyIds: z.array(z.uuid()) }),
});

export const serviceAccountDeleted = defineEvent('auth.service_account.deleted.v1', {
  aggregate: 'service-account',
  id: 'serviceAccountId',
  promise: 'A machine is gone; its keys, which the payload names, must not be honoured any longer.',
  payload: z.object({ ...serviceAccount, apiKeyIds: z.array(z.uuid()) }),
});

const apiKey = { apiKeyId: z.uuid(), ...serviceAccount };

export const apiKeyCreated = defineEvent('auth.api_key.created.v1', {
  aggregate: 'api-key',
  id: 'apiKeyId',
  promise: 'A machine has a key more.',
  payload: z.object({ ...apiKey, scopes: z.array(z.string()), expiresAt: z.iso.datetime().nullable() }),
});

export const apiKeyRotated = defineEvent('auth.api_key.rotated.v1', {
  aggregate: 'api-key',
  id: 'apiKeyId',
  promise: 'Another key takes over from this one, which must not be honoured any longer from `revokesAt` on.',
  payload: z.object({ ...apiKey, rotatedTo: z.uuid(), revokesAt: z.iso.datetime() }),
});

export const apiKeyRevoked = defineEvent('auth.api_key.revoked.v1', {
  aggregate: 'api-key',
  id: 'apiKeyId',
  promise: 'A key must not be honoured any longer.',
  payload: z.object(apiKey),
});

export const signingKeyRotated = defineEvent('auth.signing_key.rotated.v1', {
  aggregate: 'signing-key',
  id: 'keyId',
  promise: 'Another key signs access tokens; the one before is published until its tokens are over, or was dropped with all of them.',
  payload: z.object({
    keyId: z.uuid(),
    kid: z.string(),
    formerKid: z.string().nullable(),
    reason: z.string().nullable(),
    isFormerDropped: z.boolean(),
  }),
});

const impersonation = { sessionId: z.uuid(), userId: z.uuid(), organizationId: z.uuid(), impersonatorId: z.uuid() };

export const impersonationStarted = defineEvent('auth.impersonation.started.v1', {
  aggregate: 'impersonation',
  id: 'sessionId',
  promise: 'Platform staff acts as a member of an organization; what is done in this session is theirs. Its owners are mailed.',
  payload: z.object({ ...impersonation, reason: z.string(), readOnly: z.boolean(), until: z.iso.datetime() }),
});

export const impersonationEnded = defineEvent('auth.impersonation.ended.v1', {
  aggregate: 'impersonation',
  id: 'sessionId',
  promise: 'Platform staff acts as the member no longer, before the time was over.',
  payload: z.object(impersonation),
});

export const loginFailed = defineEvent('auth.login.failed.v1', {
  aggregate: 'account',
  id: 'userId',
  promise: 'A login to an existing account was refused; unknown addresses are not announced.',
  payload: z.object({ userId: z.uuid(), reason: z.string() }),
});
