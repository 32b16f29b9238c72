import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateOrganizations } from './0001-organizations.js';
import { SeedPlans } from './0002-plans.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-organizations', class: CreateOrganizations },
  { name: '0002-plans', class: SeedPlans },
];
