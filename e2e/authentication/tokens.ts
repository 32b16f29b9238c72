import { createHmac, type KeyObject, sign } from 'node:crypto';

type Part = Record<string, unknown>;

const encode = (part: Part): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Header and claims of a token, whatever its signature is worth. */
export function readToken(token: string): { header: Part; claims: Part } {
  const [header, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part);
  return { header: header ?? {}, claims: claims ?? {} };
}

/** A token that says what it is told to, signed by ECDSA with the key (ES256 or ES384, by its curve), whatever the header says. */
export function signToken(header: Part, claims: Part, key: KeyObject): string {
  const body = `${encode(header)}.${encode(claims)}`;
  const hash = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
  return `${body}.${sign(hash, Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** The same with a secret that both sides would have to know. */
export function macToken(header: Part, claims: Part, secret: string | Buffer): string {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** The same with any signature, or none. */
export const writeToken = (header: Part, claims: Part, signature = ''): string => `${encode(header)}.${encode(claims)}.${signature}`;
