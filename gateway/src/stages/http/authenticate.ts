import type { KeyObject } from 'node:crypto';
import { API_KEY_PREFIX, type Identity } from '@supergraph/kernel/auth';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { Facts, MemberFact } from '@supergraph/kernel/tenancy';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpStage, TokenTimes } from '../../http.js';
import type { ApiKeys } from '../../keys/api-keys.js';
import type { KeyRing } from '../../keys/key-ring.js';

export interface TokenOptions {
  keys: KeyRing;
  issuer: string;
  audience: string;
  apiKeys: Pick<ApiKeys, 'identify'>;
  facts: Pick<Facts, 'isSessionEnded' | 'changedMember'>;
}

const Header = z.object({ alg: z.literal('ES256'), typ: z.string().regex(/^(application\/)?at\+jwt$/i), kid: z.string().min(1) });

const Claims = z
  .object({
    sub: z.string().min(1),
    exp: z.number(),
    org: z.string().min(1).nullish(),
    scope: z.string().default(''),
    sid: z.string().min(1).nullish(),
    /** What the person is to the organization: EMPLOYEE, CLIENT … */
    kind: z.string().min(1).nullish(),
    /** Who really is behind it (RFC 8693). Nobody acts as somebody who acts as somebody else. */
    act: z.strictObject({ sub: z.string().min(1) }).optional(),
    /** Whether they may only look: said with `act`, and never without. */
    ro: z.boolean().optional(),
    /** Their organization has said who they are, and nobody else. */
    vouched: z.literal(true).optional(),
  })
  .refine(({ act, ro }) => (act === undefined) === (ro === undefined));

/** A signature costs more to check than a small query to answer, so the tokens used last are checked once. */
const REMEMBERED_TOKENS = 5_000;

interface Verified {
  identity: Identity;
  /** The same after a change of the membership that the token does not know of. */
  narrowed?: { member: MemberFact; identity: Identity };
  token: TokenTimes;
  kid: string;
  /** The key that the signature fits; a token outlives neither it nor its own time. */
  key: KeyObject;
}

/**
 * Resolves the bearer token, or the API key in its place, to an identity. No token is anonymous; a bad one, or one of an ended session
 * or membership, is refused.
 */
export function authenticate(options: TokenOptions): HttpStage {
  const verified = new LRUCache<string, Verified>({ max: REMEMBERED_TOKENS });
  const identify = async (token: string): Promise<Verified> => {
    const known = verified.get(token);
    if (known && known.token.expiresAt > Date.now() && (await options.keys.find(known.kid)) === known.key) return known;
    const fresh = await verify(token, options);
    verified.set(token, fresh);
    return fresh;
  };
  return async (request, next) => {
    const { authorization } = request.headers;
    if (!authorization) return next(request);
    const bearer = bearerOf(authorization);
    if (bearer.startsWith(API_KEY_PREFIX)) {
      const holder = await options.apiKeys.identify(bearer, request.ip);
      if (holder.identity.apiKeyId) request.logged.apiKeyId = holder.identity.apiKeyId;
      return next({ ...request, ...holder });
    }
    const found = await identify(bearer);
    const { sessionId, impersonatorId } = found.identity;
    if (impersonatorId) request.logged.impersonatorId = impersonatorId;
    if (sessionId !== null && options.facts.isSessionEnded(sessionId)) throw GatewayErrors.SESSION_ENDED();
    return next({ ...request, identity: presentIdentity(found, options.facts), token: found.token });
  };
}

/**
 * What the token says, less what was taken from its bearer. The token's age does not matter: whoever issued it may not have heard of
 * the change yet.
 */
function presentIdentity(found: Verified, facts: Pick<Facts, 'changedMember'>): Identity {
  const { identity } = found;
  if (identity.organizationId === null || identity.subject === null) return identity;
  const member = facts.changedMember(identity.organizationId, identity.subject);
  if (!member) return identity;
  if (!member.isActive) throw CommonErrors.UNAUTHENTICATED();
  if (found.narrowed?.member !== member) found.narrowed = { member, identity: narrow(identity, member) };
  return found.narrowed.identity;
}

/** Whoever may do less than before; what was added, only a new token says. */
export const narrow = (identity: Identity, { permissions }: Pick<MemberFact, 'permissions'>): Identity => ({
  ...identity,
  scopes: identity.scopes.filter((scope) => permissions.includes(scope)),
});

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
    return { identity: identityOf(claims), kid, key, token: { expiresAt: claims.exp * 1_000 } };
  } catch (cause) {
    throw (cause instanceof jwt.TokenExpiredError ? GatewayErrors.TOKEN_EXPIRED() : GatewayErrors.TOKEN_INVALID()).causedBy(cause);
  }
}

const identityOf = ({ sub, org, scope, sid, kind, act, ro, vouched }: z.output<typeof Claims>): Identity => ({
  kind: 'user',
  subject: sub,
  organizationId: org ?? null,
  scopes: scope.split(' ').filter(Boolean),
  sessionId: sid ?? null,
  memberKind: kind ?? null,
  ...(act ? { impersonatorId: act.sub, isReadOnly: ro } : {}),
  ...(vouched ? { isVouchedFor: true } : {}),
});
