import { defineErrors } from '@supergraph/kernel/errors';

export const UserErrors = defineErrors('user', {
  USERNAME_TAKEN: ['conflict', (username: string) => `The username "${username}" is taken`],
  EMAIL_TAKEN: ['conflict', () => 'Somebody has signed up with this e-mail address already'],
  ROLE_UNKNOWN: ['invalid', (keys: string) => `The organization has no such role: ${keys}`],
  ROLE_EXCEEDS_OWN: ['forbidden', (names: string) => `You may not give or take what is beyond your own permissions: ${names}`],
  ROLE_KEY_TAKEN: ['conflict', (key: string) => `There is a role with the key "${key}" already`],
  ROLE_LIMIT: ['conflict', (limit: number) => `An organization has at most ${limit} roles of its own`],
  ROLE_BUILT_IN: ['conflict', () => 'A built-in role belongs to every organization: it cannot be changed or deleted'],
  ROLE_IN_USE: ['conflict', (people: number) => `People hold the role or are invited to it (${people}): say which one they get instead`],
  CANNOT_CHANGE_SELF: ['conflict', () => 'Nobody changes their own roles: ask somebody else who may'],
  LAST_OWNER: ['conflict', () => 'An organization keeps at least one active owner'],
  LIMIT_EXCEEDED: ['conflict', (limit: number, things: string) => `An organization has at most ${limit} ${things}`],
  ALREADY_MEMBER: ['conflict', () => 'The person belongs to the organization already'],
  ALREADY_INVITED: ['conflict', () => 'There is an invitation to that address already: send it again, or replace it'],
  INVITATION_EXPIRED: ['conflict', () => 'The invitation has run out: make a new one'],
  INVITATION_NOT_PENDING: ['conflict', () => 'The invitation was answered or taken back already'],
  INVITATION_WRONG_RECIPIENT: ['forbidden', () => 'The invitation is for somebody with another e-mail address'],
  OWN_LOGIN_REQUIRED: ['forbidden', () => 'Your organization said who you are: for this, prove it yourself, by your own password'],
  EMAIL_NOT_VERIFIED: ['forbidden', () => 'Confirm your e-mail address first'],
  INVITER_NO_LONGER_ALLOWED: ['conflict', () => 'Whoever invited you may not do so any more: ask the organization for another invitation'],
});
