import type { Organization } from './organization.entity.js';
import { DomainKind, DomainStatus } from './organization-domain.entity.js';
import { hostOfSlug } from './subdomain.js';

/**
 * The place below the base domain that every organization has. It is listed among the organization's domains, with the
 * organization's own id, but is no row: it comes and goes with the organization.
 */
export class OwnSubdomain {
  readonly id: string;
  readonly hostname: string;
  readonly kind = DomainKind.SUBDOMAIN;
  readonly status = DomainStatus.ACTIVE;
  readonly errorMessage = null;
  readonly verifiedAt: Date;

  constructor({ id, slug, createdAt }: Pick<Organization, 'id' | 'slug'> & { createdAt: Date | string }, baseDomain: string) {
    this.id = id;
    this.hostname = hostOfSlug(slug, baseDomain);
    this.verifiedAt = new Date(createdAt);
  }
}
