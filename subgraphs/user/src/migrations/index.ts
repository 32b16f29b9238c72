import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateUsers } from './0001-users.js';
import { SeedBuiltInRoles } from './0002-built-in-roles.js';
import { SecureRows } from './0003-row-security.js';
import { CreateInvitations } from './0004-invitations.js';
import { IndexChangedMembers } from './0005-changed-members.js';
import { AddLastActivity } from './0006-last-activity.js';
import { AllowSecurity } from './0007-security-permissions.js';
import { MailInvitations } from './0008-mail-invitations.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-users', class: CreateUsers },
  { name: '0002-built-in-roles', class: SeedBuiltInRoles },
  { name: '0003-row-security', class: SecureRows },
  { name: '0004-invitations', class: CreateInvitations },
  { name: '0005-changed-members', class: IndexChangedMembers },
  { name: '0006-last-activity', class: AddLastActivity },
  { name: '0007-security-permissions', class: AllowSecurity },
  { name: '0008-mail-invitations', class: MailInvitations },
];
