import type { ApiKeyFact } from './api-key-fact.js';
import type { OrganizationFacts } from './organization-facts.js';

/** What became of somebody's place in an organization. */
export interface MemberFact {
  organizationId: string;
  userId: string;
  /** False: they do not belong to it any more, or are suspended there. */
  isActive: boolean;
  /** What they may do there now. */
  permissions: readonly string[];
  /** When it became so: milliseconds since 1970. Tokens that are younger know it themselves. */
  changedAt: number;
}

/** Something that may change what a running operation may still see. */
export type FactsEvent =
  | { kind: 'organization'; organizationId: string }
  | { kind: 'everything' }
  | { kind: 'session-ended'; sessionId: string }
  | { kind: 'member'; member: MemberFact }
  | { kind: 'api-key'; apiKeyId: string };

/**
 * What a process knows of organizations and ended sessions without asking anybody: projections that the owners' events keep.
 * The first question about an organization may take a moment; later ones are answered from memory.
 */
export interface Facts {
  /** Null where no such organization is. @throws TENANCY_UNAVAILABLE where it was never known and cannot be read. */
  organization(id: string): Promise<OrganizationFacts | null>;
  /** Id of the organization that lives at a subdomain of the base domain, or at a host name of its own; null for none. */
  organizationAt(place: { slug: string } | { host: string }): Promise<string | null>;
  /** Whether a session was ended while access tokens of it may still be about. */
  isSessionEnded(sessionId: string): boolean;
  /** The last change of somebody's membership while access tokens from before it may still be about. */
  changedMember(organizationId: string, userId: string): MemberFact | undefined;
  /** Null where there is no such key. @throws TENANCY_UNAVAILABLE where it was never known and cannot be read. */
  apiKey(id: string): Promise<ApiKeyFact | null>;
  /** The same without asking anybody; undefined where it is not known. */
  knownApiKey(id: string): ApiKeyFact | null | undefined;
  /** The name of the process that owns API keys; undefined while none of those that are followed has said so. */
  apiKeyOwner(): string | undefined;
  /** The same of sessions: whoever starts and ends them. */
  sessionOwner(): string | undefined;
  /** Tells of every change from now on, after it has taken effect here. The answer stops it. */
  onChange(listener: (event: FactsEvent) => void): () => void;
  /** Milliseconds for which the facts may have been out of date; near zero while the owners can be heard. */
  lag(): number;
}
