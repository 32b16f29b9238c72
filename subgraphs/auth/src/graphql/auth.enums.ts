import { registerEnumType } from 'type-graphql';
import { MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { SessionEndReason, SessionStatus } from '../domain/session.entity.js';
import { SignUpState } from '../domain/sign-up.entity.js';

registerEnumType(OrganizationStatus, { name: 'OrganizationStatus' });

registerEnumType(SessionStatus, {
  name: 'SessionStatus',
  description: 'Whether a session still counts.',

  valuesConfig: {
    ACTIVE: { description: 'Can be refreshed.' },
    EXPIRED: { description: 'Was not used for too long, or reached the end of its longest life.' },
    REVOKED: { description: 'Was ended; see `endedReason`.' },
  },
});

registerEnumType(SessionEndReason, {
  name: 'SessionEndReason',
  description: 'Why a session is over.',
  valuesConfig: {
    IDLE_TIMEOUT: { description: 'It was not used for too long.' },
    MAX_LIFETIME: { description: 'It reached the end of its longest life.' },
  },
});

registerEnumType(MfaFactorKind, {
  name: 'MfaFactorKind',
  description: 'What somebody proves a second time who they are with. More kinds may come.',
  valuesConfig: {
    TOTP: { description: 'A code of an authenticator app.' },
    PASSKEY: { description: 'A signature of a device.' },
    BACKUP_CODE: { description: 'A code that was written down, good once.' },
  },
});

registerEnumType(SignUpState, {
  name: 'SignUpState',
  description: 'How far a sign-up came.',
  valuesConfig: {
    RESERVING: { description: 'The subdomain is being reserved.' },
    ACCOUNT_CREATED: { description: 'The owner can be told apart from others; membership and modules are on their way.' },
    COMPLETED: { description: 'The organization is active and its owner can log in.' },
    FAILED: { description: 'Refused after all; the reservation is given back.' },
  },
});

export { MfaFactorKind, OrganizationStatus, SessionEndReason, SessionStatus, SignUpState };
