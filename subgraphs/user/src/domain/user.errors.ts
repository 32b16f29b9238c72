import { defineErrors } from '@supergraph/kernel/errors';

export const UserErrors = defineErrors('user', {
  USERNAME_TAKEN: ['conflict', (username: string) => `The username "${username}" is taken`],
  ROLE_UNKNOWN: ['invalid', (keys: string) => `The organization has no such role: ${keys}`],
  ROLE_EXCEEDS_OWN: ['forbidden', (names: string) => `You may not give or take what is beyond your own permissions: ${names}`],
  ROLE_KEY_TAKEN: ['conflict', (key: string) => `There is a role with the key "${key}" already`],
  ROLE_LIMIT: ['conflict', (limit: number) => `An organization has at most ${limit} roles of its own`],
  ROLE_BUILT_IN: ['conflict', () => 'A built-in role belongs to every organization: it cannot be changed or deleted'],
  ROLE_IN_USE: ['conflict', (members: number) => `Members hold the role (${members}): say which one they get instead`],
  CANNOT_CHANGE_SELF: ['conflict', () => 'Nobody changes their own roles: ask somebody else who may'],
  LAST_OWNER: ['conflict', () => 'An organization keeps at least one active owner'],
});
