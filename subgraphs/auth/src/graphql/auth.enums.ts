import { registerEnumType } from 'type-graphql';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { SessionEndReason, SessionStatus } from '../domain/session.entity.js';
import { SignUpState } from '../domain/sign-up.entity.js';

registerEnumType(OrganizationStatus, { name: 'OrganizationStatus' });

registerEnumType(SessionStatus, {
  name: 'SessionStatus',
  description: 'Whether a session still counts.',

  valuesConfig: {
    ACTIVE: { description: 'Can be refreshed.' },
    EXPIRED: { description: 'Was not used for too long.' },
    REVOKED: { description: 'Was ended; see `endedReason`.' },
  },
});

registerEnumType(SessionEndReason, { name: 'SessionEndReason', description: 'Why a session was ended.' });

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

export { OrganizationStatus, SessionEndReason, SessionStatus, SignUpState };
