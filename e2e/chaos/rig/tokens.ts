import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';

const KID = 'rig';

export interface TokenMaker {
  /** As a setting: what the rig's subgraph publishes as JWKS. */
  jwks: string;
  /** @param lifetime seconds */
  sign(claims: { sub: string; org: string; sid: string; scope?: string }, lifetime?: number): string;
}

/** Access tokens as auth signs them, with a key of the rig's own. */
export function tokenMaker(): TokenMaker {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256', use: 'sig' };
  return {
    jwks: JSON.stringify({ keys: [jwk] }),
    sign: (claims, lifetime = 900) =>
      jwt.sign(claims, privateKey, {
        algorithm: 'ES256',
        keyid: KID,
        header: { alg: 'ES256', typ: 'at+jwt', kid: KID },
        issuer: 'innoerp',
        audience: 'innoerp-api',
        expiresIn: lifetime,
      }),
  };
}
