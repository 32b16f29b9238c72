import { z } from 'zod';

/** Who asks, as the gateway verified it and signed it. */
export const identitySchema = z.object({
  /**
   * `user` is a person; `service-account` a customer's machine, which came with an API key of its organization; `service` one of our
   * own processes.
   */
  kind: z.enum(['anonymous', 'user', 'service-account', 'service', 'system']),
  /** Id of the user or of the service account, or the name of the calling service; null for the anonymous. */
  subject: z.string().nullable(),
  /** The organization the request acts in; null for platform staff and the anonymous. */
  organizationId: z.string().nullable(),
  /** Permission strings: `org:members:read`, `platform:orgs:write`. */
  scopes: z.array(z.string()),
  sessionId: z.string().nullable(),
  /** What the person is to the organization: EMPLOYEE, CLIENT …; null for all that are no members. */
  memberKind: z.string().nullish(),
  /** Of a service account: the key that it came with. */
  apiKeyId: z.string().nullish(),
  /** Id of the member of staff who acts as the subject; null for all who are themselves. */
  impersonatorId: z.string().nullish(),
  /** May look and change nothing. */
  isReadOnly: z.boolean().optional(),
  /** Their organization has said who they are, and they have not shown it themselves: what is theirs beyond it stays closed. */
  isVouchedFor: z.boolean().optional(),
});

export type Identity = z.output<typeof identitySchema>;

export const anonymous: Identity = { kind: 'anonymous', subject: null, organizationId: null, scopes: [], sessionId: null };

/**
 * The same rights in nobody's name. For what is worked out once for all who hold them, such as an event of a subscription that many
 * share: a field that depends on who asks must show none of them what is another one's.
 */
export const impersonal = (identity: Identity): Identity => ({
  ...identity,
  subject: null,
  sessionId: null,
  ...(identity.apiKeyId ? { apiKeyId: null } : {}),
  ...(identity.impersonatorId ? { impersonatorId: null } : {}),
});

/** The identity of a subgraph that calls a sibling on its own behalf, or for one organization. */
export const serviceIdentity = (name: string, organizationId: string | null = null): Identity => ({
  kind: 'service',
  subject: name,
  organizationId,
  scopes: ['internal'],
  sessionId: null,
});

/** An identity with the questions that code asks of it. */
export class Actor implements Identity {
  readonly kind: Identity['kind'];
  readonly subject: string | null;
  readonly organizationId: string | null;
  readonly scopes: string[];
  readonly sessionId: string | null;
  readonly memberKind: string | null;
  readonly apiKeyId: string | null;
  readonly impersonatorId: string | null;
  readonly isReadOnly: boolean;
  readonly isVouchedFor: boolean;
  readonly #held: ReadonlySet<string>;

  constructor(identity: Identity) {
    this.kind = identity.kind;
    this.subject = identity.subject;
    this.organizationId = identity.organizationId;
    this.scopes = identity.scopes;
    this.sessionId = identity.sessionId;
    this.memberKind = identity.memberKind ?? null;
    this.apiKeyId = identity.apiKeyId ?? null;
    this.impersonatorId = identity.impersonatorId ?? null;
    this.isReadOnly = identity.isReadOnly ?? false;
    this.isVouchedFor = identity.isVouchedFor ?? false;
    this.#held = new Set(identity.scopes);
  }

  get isAuthenticated(): boolean {
    return this.kind !== 'anonymous';
  }

  /** Platform staff: holds platform scopes and belongs to no organization. Sees every organization's rows. */
  get isPlatform(): boolean {
    return this.kind === 'user' && this.organizationId === null && this.scopes.some((scope) => scope.startsWith('platform:'));
  }

  can(scope: string): boolean {
    return this.#held.has(scope);
  }
}
