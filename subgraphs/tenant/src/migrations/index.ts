import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateOrganizations } from './0001-organizations.js';
import { SeedPlans } from './0002-plans.js';
import { CreateOrganizationDomains } from './0003-organization-domains.js';
import { AddPlanLimits } from './0004-plan-limits.js';
import { SecureTenantRows } from './0005-row-security.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-organizations', class: CreateOrganizations },
  { name: '0002-plans', class: SeedPlans },
  { name: '0003-organization-domains', class: CreateOrganizationDomains },
  { name: '0004-plan-limits', class: AddPlanLimits },
  { name: '0005-row-security', class: SecureTenantRows },
];
