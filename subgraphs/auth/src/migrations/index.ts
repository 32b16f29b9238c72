import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateAccounts } from './0001-accounts.js';
import { CreateSignUps } from './0002-sign-ups.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-accounts', class: CreateAccounts },
  { name: '0002-sign-ups', class: CreateSignUps },
];
