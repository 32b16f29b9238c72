import { registerEnumType } from 'type-graphql';
import { InvitationStatus } from '../domain/invitation.entity.js';
import { MemberKind, MembershipStatus } from '../domain/membership.entity.js';
import { UserStatus } from '../domain/user.entity.js';

registerEnumType(UserStatus, {
  name: 'UserStatus',
  description: 'Whether a person can use the platform at all.',
  valuesConfig: {
    ACTIVE: { description: 'Can log in.' },
    DISABLED: { description: 'Locked out by the platform.' },
    PENDING_VERIFICATION: { description: 'Has not confirmed the e-mail address yet.' },
    DELETED: { description: 'Gone; the row remains for what refers to it.' },
  },
});

registerEnumType(MembershipStatus, {
  name: 'MembershipStatus',
  description: 'Where somebody stands in an organization.',
  valuesConfig: {
    ACTIVE: { description: 'Has access.' },
    SUSPENDED: { description: 'Still a member, without access for now.' },
    REMOVED: { description: 'Was a member.' },
  },
});

registerEnumType(MemberKind, {
  name: 'MemberKind',
  description: 'What somebody is to an organization. What they may do there is a matter of roles.',
  valuesConfig: {
    EMPLOYEE: { description: 'Works for it.' },
    CLIENT: { description: 'Buys from it.' },
    SUPPLIER: { description: 'Sells to it.' },
    PARTNER: { description: 'Works with it.' },
  },
});

registerEnumType(InvitationStatus, {
  name: 'InvitationStatus',
  description: 'Where an invitation stands. All but PENDING is for good.',
  valuesConfig: {
    PENDING: { description: 'Open: it can be accepted.' },
    ACCEPTED: { description: 'The person is a member by it.' },
    DECLINED: { description: 'The person does not want it.' },
    REVOKED: { description: 'The organization took it back.' },
    EXPIRED: { description: 'Nobody answered in time.' },
  },
});

export { InvitationStatus, MemberKind, MembershipStatus, UserStatus };
