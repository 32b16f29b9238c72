import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateUsers } from './0001-users.js';
import { SeedBuiltInRoles } from './0002-built-in-roles.js';
import { SecureRows } from './0003-row-security.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-users', class: CreateUsers },
  { name: '0002-built-in-roles', class: SeedBuiltInRoles },
  { name: '0003-row-security', class: SecureRows },
];
