import { randomUUID } from 'node:crypto';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { DomainStatus, OrganizationDomain } from '../domain/organization-domain.entity.js';

/** An organization in use. */
export const anOrganization = (slug = `org-${randomUUID()}`, values: Partial<Organization> = {}): Organization =>
  Object.assign(new Organization({ id: randomUUID(), slug, name: `The ${slug}`, industryCode: null }), {
    status: OrganizationStatus.ACTIVE,
    ...values,
  });

/** A domain of which the proof was found. */
export const aVerifiedDomain = (organizationId: string, hostname: string): OrganizationDomain =>
  Object.assign(new OrganizationDomain(organizationId, hostname), { status: DomainStatus.ACTIVE, verifiedAt: new Date() });
