import type { AuthContext } from '../context.js';

/** Links that have run out, and counts that count for nothing any more. */
const STATEMENTS = [
  `delete from one_time_token where expires_at < now() - interval '1 day'`,
  `delete from passkey_challenge where expires_at < now()`,
  `delete from mfa_challenge where expires_at < now()`,
  `delete from trusted_device where expires_at < now()`,
  `delete from throttle where full_until < now()`,
  `delete from login_guard where since < now() - interval '1 hour' and (blocked_until is null or blocked_until < now())`,
];

/** Clears away what nobody asks for any more. */
export async function forgetThePast({ em }: AuthContext): Promise<void> {
  for (const statement of STATEMENTS) await em.execute(statement);
}
