import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateAccounts } from './0001-accounts.js';
import { CreateSignUps } from './0002-sign-ups.js';
import { LockRows } from './0003-row-security.js';
import { AddMemberKinds } from './0004-member-kinds.js';
import { IndexEndedSessions } from './0005-ended-sessions.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-accounts', class: CreateAccounts },
  { name: '0002-sign-ups', class: CreateSignUps },
  { name: '0003-row-security', class: LockRows },
  { name: '0004-member-kinds', class: AddMemberKinds },
  { name: '0005-ended-sessions', class: IndexEndedSessions },
];
