import { hash, verify } from '@node-rs/argon2';

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. The work is done on threads, off the event loop. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What somebody types may be composed in several ways; the hash knows one. */
const canonical = (password: string) => password.normalize('NFKC');

let dummy: Promise<string> | undefined;

export const hashPassword = (password: string): Promise<string> => hash(canonical(password), OPTIONS);

/** Whether the password is the one. Without a hash it never is, and the answer takes as long as with one. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await dummy), canonical(password));
  return passwordHash !== null && matches;
}
