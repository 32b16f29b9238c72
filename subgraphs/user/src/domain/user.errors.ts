import { defineErrors } from '@supergraph/kernel/errors';

export const UserErrors = defineErrors('user', {
  USERNAME_TAKEN: ['conflict', (username: string) => `The username "${username}" is taken`],
  ROLE_UNKNOWN: ['invalid', (keys: string) => `The organization has no such role: ${keys}`],
  ROLE_EXCEEDS_OWN: ['forbidden', (keys: string) => `You may not give or take a role that may do more than you: ${keys}`],
  CANNOT_CHANGE_SELF: ['conflict', () => 'Nobody changes their own roles: ask somebody else who may'],
  LAST_OWNER: ['conflict', () => 'An organization keeps at least one active owner'],
});
