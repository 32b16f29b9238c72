import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateRegistry } from './0001-registry.js';
import { SeedModules } from './0002-modules.js';
import { SeedTemplates } from './0003-templates.js';
import { SecureRows } from './0004-row-security.js';
import { CreateRolloutsAndSchedules } from './0005-rollouts-and-schedules.js';
import { CreateOperations } from './0006-operations.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-registry', class: CreateRegistry },
  { name: '0002-modules', class: SeedModules },
  { name: '0003-templates', class: SeedTemplates },
  { name: '0004-row-security', class: SecureRows },
  { name: '0005-rollouts-and-schedules', class: CreateRolloutsAndSchedules },
  { name: '0006-operations', class: CreateOperations },
];
