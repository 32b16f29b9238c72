import type { KeyObject } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { Facts } from '@supergraph/kernel/tenancy';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpStage } from '../../http.js';
import type { KeyRing } from '../../keys/key-ring.js';

export interface TokenOptions {
  keys: KeyRing;
  issuer: string;
  audience: string;
  facts: Pick<Facts, 'isSessionEnded'>;
}

const Header = z.object({ alg: z.literal('ES256'), typ: z.string().regex(/^(application\/)?at\+jwt$/i), kid: z.string().min(1) });

const Claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  org: z.string().min(1).nullish(),
  scope: z.string().default(''),
  sid: z.string().min(1).nullish(),
  /** What the person is to the organization: EMPLOYEE, CLIENT … */
  kind: z.string().min(1).nullish(),
});

/** A signature costs more to check than a small query to answer, so the tokens used last are checked once. */
const REMEMBERED_TOKENS = 5_000;

interface Verified {
  identity: Identity;
  kid: string;
  /** The key that the signature fits; a token outlives neither it nor its own time. */
  key: KeyObject;
  expiresAt: number;
}

/** Resolves the bearer token to an identity. No token is anonymous; a bad one, or one of an ended session, is refused. */
export function authenticate(options: TokenOptions): HttpStage {
  const verified = new LRUCache<string, Verified>({ max: REMEMBERED_TOKENS });
  const identify = async (token: string): Promise<Identity> => {
    const known = verified.get(token);
    if (known && known.expiresAt > Date.now() && (await options.keys.find(known.kid)) === known.key) return known.identity;
    const fresh = await verify(token, options);
    verified.set(token, fresh);
    return fresh.identity;
  };
  return async (request, next) => {
    const { authorization } = request.headers;
    if (!authorization) return next(request);
    const identity = await identify(bearerOf(authorization));
    if (identity.sessionId !== null && options.facts.isSessionEnded(identity.sessionId)) throw GatewayErrors.SESSION_ENDED();
    return next({ ...request, identity });
  };
}

function bearerOf(authorization: string): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
  if (!token) throw GatewayErrors.TOKEN_INVALID();
  return token;
}

async function verify(token: string, { keys, issuer, audience }: TokenOptions): Promise<Verified> {
  const header = Header.safeParse(jwt.decode(token, { complete: true })?.header);
  const kid = header.data?.kid ?? '';
  const key = header.success ? await keys.find(kid) : undefined;
  if (!key) throw GatewayErrors.TOKEN_INVALID();
  try {
    const claims = Claims.parse(jwt.verify(token, key, { algorithms: ['ES256'], issuer, audience }));
    return { identity: identityOf(claims), kid, key, expiresAt: claims.exp * 1_000 };
  } catch (cause) {
    throw (cause instanceof jwt.TokenExpiredError ? GatewayErrors.TOKEN_EXPIRED() : GatewayErrors.TOKEN_INVALID()).causedBy(cause);
  }
}

const identityOf = ({ sub, org, scope, sid, kind }: z.output<typeof Claims>): Identity => ({
  kind: 'user',
  subject: sub,
  organizationId: org ?? null,
  scopes: scope.split(' ').filter(Boolean),
  sessionId: sid ?? null,
  memberKind: kind ?? null,
});
