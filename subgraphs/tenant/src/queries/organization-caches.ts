import { defineCache, outdates, type PlainRow, plainRows } from '@supergraph/kernel/cache';
import {
  tenantActivated,
  tenantCreated,
  tenantReactivated,
  tenantReleased,
  tenantSuspended,
  tenantUpdated,
} from '@supergraph/schema/events';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';

const COLUMNS = [
  'id',
  'slug',
  'name',
  'status',
  'statusReason',
  'industryCode',
  'locale',
  'timezone',
  'revision',
  'createdAt',
  'updatedAt',
] as const;

/** An organization as it is read: the row without what its provisioning notes. */
export type OrganizationInfo = PlainRow<Organization, (typeof COLUMNS)[number]>;

const MINUTES = 60_000;
const itsId = ({ organizationId }: { organizationId: string }) => [organizationId];

export const organizationInfo = defineCache<OrganizationInfo>({
  family: 'organizations:{id}:info',
  of: 'organization',
  ttl: 5 * MINUTES,
  load: (em, ids) => plainRows(em, Organization, { by: 'id', keys: ids, columns: COLUMNS }),
  // Steps of the provisioning are not told one by one.
  keeps: ({ status }) => status !== OrganizationStatus.PROVISIONING,
  invalidatedBy: [outdates([tenantCreated, tenantActivated, tenantUpdated, tenantSuspended, tenantReactivated, tenantReleased], itsId)],
});

/** Whose a slug is. That is no secret: it is the name in front of a login page. */
export const organizationIdBySlug = defineCache<string>({
  family: 'organizations:slug:{slug}',
  of: 'platform',
  ttl: 5 * MINUTES,
  async load(em, slugs) {
    const rows = await plainRows(em, Organization, { by: 'slug', keys: slugs, columns: ['id', 'slug'] });
    return rows.map((row) => row?.id ?? null);
  },
  invalidatedBy: [outdates([tenantCreated, tenantReleased], ({ slug }: { slug: string }) => [slug])],
});
