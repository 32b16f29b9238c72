import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { hashOneTimeToken } from '../domain/one-time-token.entity.js';
import { PasskeyChallenge, type PasskeyPurpose } from '../domain/passkey-challenge.entity.js';
import { isOwnOrigin, readClientData } from '../domain/relying-party.js';

/** Remembers what a device is to sign. */
export async function rememberChallenge(ctx: AuthContext, init: ConstructorParameters<typeof PasskeyChallenge>[0]): Promise<void> {
  ctx.em.persist(new PasskeyChallenge(init));
  await ctx.em.flush();
}

export interface UsedChallenge {
  challenge: string;
  origin: string;
  userId: string | null;
}

/**
 * Uses up the challenge that a device has signed, in one statement: it is good once, whatever comes of it.
 *
 * @throws AuthErrors.PASSKEY_INVALID
 */
export async function usePasskeyChallenge(ctx: AuthContext, purpose: PasskeyPurpose, clientData: string): Promise<UsedChallenge> {
  const read = readClientData(clientData);
  if (!read || !isOwnOrigin(ctx.services.relyingParty, read.origin)) throw AuthErrors.PASSKEY_INVALID().at('credential');
  const [row] = await ctx.em.execute<{ user_id: string | null; is_open: boolean }[]>(
    'delete from passkey_challenge where challenge_hash = ? and purpose = ? returning user_id, expires_at > now() as is_open',
    [hashOneTimeToken(read.challenge), purpose],
  );
  if (!row?.is_open) throw AuthErrors.PASSKEY_INVALID().at('credential');
  return { ...read, userId: row.user_id };
}
