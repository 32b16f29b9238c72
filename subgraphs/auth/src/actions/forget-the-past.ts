import type { AuthContext } from '../context.js';

/** Links that have run out, and counts that count for nothing any more. */
const STATEMENTS = [
  `delete from one_time_token where expires_at < now() - interval '1 day'`,
  `delete from passkey_challenge where expires_at < now()`,
  `delete from mfa_challenge where expires_at < now()`,
  `delete from oidc_attempt where expires_at < now()`,
  // An organization's provider that is gone, or is another one by now, speaks for nobody.
  `delete from linked_identity l where l.provider_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and not exists (select from identity_provider p
     where p.id::text = l.provider_id and p.issuer = l.issuer)`,
  `delete from trusted_device where expires_at < now()`,
  `delete from throttle where full_until < now()`,
  `delete from login_guard where since < now() - interval '1 hour' and (blocked_until is null or blocked_until < now())`,
];

/** Clears away what nobody asks for any more. */
export async function forgetThePast({ em }: AuthContext): Promise<void> {
  for (const statement of STATEMENTS) await em.execute(statement);
}
