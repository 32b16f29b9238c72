import { createHash, createHmac, hkdfSync } from 'node:crypto';

/**
 * The tokens that invitations are answered with: 256 bits that only the mail shows. Each is derived from its invitation, so that none
 * is kept in clear and a reminder has the same one; beside the invitation stands the hash, which tokens are found by.
 */
export class InvitationTokens {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'innoerp user invitation tokens v1', 32));
  }

  of(invitationId: string): string {
    return createHmac('sha256', this.#key).update(invitationId).digest('base64url');
  }
}

/** What is stored of a token. It is as good as random, so that nothing slower than one SHA-256 is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
