import { createHmac } from 'node:crypto';
import { plainText } from '@supergraph/kernel/errors';
import { stringify } from 'uuid';
import { z } from 'zod';

const name = (what: string) => plainText().trim().max(100, `A ${what} has at most 100 characters`).nullish();

/** What somebody sends who was invited and has no account yet; whether a user name will do user says. */
export const registrationInput = z.object({
  token: z.string().min(1, 'Which invitation?').max(200, 'No invitation is that long'),
  password: z.string().min(1, 'Which password?').max(1_000, 'No password is that long'),
  firstName: name('first name'),
  lastName: name('last name'),
  username: plainText().trim().max(100, 'No user name is that long').nullish(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
  trustDevice: z.boolean().nullish(),
});

export type Registration = z.input<typeof registrationInput>;
export type Wanted = z.output<typeof registrationInput>;

/** How the person is called until they say otherwise. */
export const displayNameOf = ({ firstName, lastName }: Wanted, email: string): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email.slice(0, email.lastIndexOf('@'));

const VERSION = 0x80;
const VARIANT = 0x80;

/** Id of the person that an invitation makes: the same one each time, so that a repeat finds what was made before. A UUID of version 8. */
export function userIdOfInvitation(key: Buffer, token: string): string {
  const bytes = createHmac('sha256', key).update(token).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | VERSION, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | VARIANT, 8);
  return stringify(bytes.subarray(0, 16));
}
