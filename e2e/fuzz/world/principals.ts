import type { Identity } from '@supergraph/kernel/auth';
import { anonymous } from '@supergraph/kernel/auth';
import type { Fleet } from '../../testkit/fleet.js';
import { ask } from '../door.js';
import type { Company } from './company.js';
import { LOG_IN } from './documents.js';
import type { Person } from './people.js';

/** Somebody who asks: a member of A, or nobody. */
export interface Principal {
  name: string;
  /** How often this one asks, against the others. */
  weight: number;
  identity: Identity;
  token: string | null;
  /** What is theirs although it stands in B's rows: their own membership there, with the roles that make it. */
  own: ReadonlySet<string>;
  /** Logs in again, after the session was ended. */
  renew(fleet: Pick<Fleet, 'gateway'>): Promise<void>;
}

export const NOBODY: Principal = {
  name: 'anonymous',
  weight: 1,
  identity: anonymous,
  token: null,
  own: new Set(),
  renew: async () => undefined,
};

interface Claims {
  sub: string;
  sid: string;
  org?: string;
  kind?: string;
  scope: string;
}

/** The identity that the gateway signs for a token's bearer. */
function identityOf(token: string): Identity {
  const { sub, sid, org, kind, scope } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  return { kind: 'user', subject: sub, organizationId: org ?? null, scopes: scope.split(' '), sessionId: sid, memberKind: kind ?? null };
}

/** A member of a company, logged in. */
export async function principal(
  fleet: Pick<Fleet, 'gateway'>,
  { slug, password }: Company,
  who: { name: string; weight: number; person: Person; own?: ReadonlySet<string> },
): Promise<Principal> {
  const input = { email: who.person.email, password, organizationSlug: slug, deviceName: `The phone of ${who.name}` };
  const logIn = async (at: Pick<Fleet, 'gateway'>): Promise<string> =>
    (await ask(at, { document: LOG_IN, variables: { input } })).login.outcome.accessToken;
  const token = await logIn(fleet);
  const found: Principal = {
    name: who.name,
    weight: who.weight,
    identity: identityOf(token),
    token,
    own: who.own ?? new Set(),
    async renew(at) {
      found.token = await logIn(at);
      found.identity = identityOf(found.token);
    },
  };
  return found;
}
