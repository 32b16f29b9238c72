import type { OrganizationFacts } from './organization-facts.js';

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
  /** Milliseconds for which the facts may have been out of date; near zero while the owners can be heard. */
  lag(): number;
}
