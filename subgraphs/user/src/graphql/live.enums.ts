import { changeKinds } from '@supergraph/kernel/live';
import { invitationUpdated, membershipCreated, membershipUpdated, userInvited } from '@supergraph/schema/events';
import { registerEnumType } from 'type-graphql';

export enum MemberChange {
  JOINED = 'JOINED',
  UPDATED = 'UPDATED',
}

export enum InvitationChange {
  SENT = 'SENT',
  UPDATED = 'UPDATED',
}

registerEnumType(MemberChange, {
  name: 'MemberChange',
  description: 'What became of a membership.',
  valuesConfig: {
    JOINED: { description: 'The person belongs to the organization now.' },
    UPDATED: { description: 'Roles, kind or status changed; `status` says REMOVED of who does not belong to it any more.' },
  },
});

registerEnumType(InvitationChange, {
  name: 'InvitationChange',
  description: 'What became of an invitation.',
  valuesConfig: {
    SENT: { description: 'It was made, or sent once more.' },
    UPDATED: { description: 'It was answered, taken back, has run out, or gives other roles; `status` says which.' },
  },
});

export const memberChanges = changeKinds<MemberChange>({ JOINED: membershipCreated, UPDATED: membershipUpdated });

export const invitationChanges = changeKinds<InvitationChange>({ SENT: userInvited, UPDATED: invitationUpdated });
