import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateAccounts } from './0001-accounts.js';
import { CreateSignUps } from './0002-sign-ups.js';
import { LockRows } from './0003-row-security.js';
import { AddMemberKinds } from './0004-member-kinds.js';
import { IndexEndedSessions } from './0005-ended-sessions.js';
import { CreateSecurityPolicies } from './0006-security-policies.js';
import { AddSessionLifetimes } from './0007-session-lifetimes.js';
import { AddCredentials } from './0008-credentials.js';
import { AddSecondFactors } from './0009-second-factors.js';
import { CreateApiKeys } from './0010-api-keys.js';
import { AddKeyRotation } from './0011-key-rotation.js';
import { AddPasskeyChallenges } from './0012-passkeys.js';
import { AddImpersonation } from './0013-impersonation.js';
import { KeepPeopleAndCredentials } from './0014-people-and-credentials.js';
import { AddIdentityProviders } from './0015-identity-providers.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-accounts', class: CreateAccounts },
  { name: '0002-sign-ups', class: CreateSignUps },
  { name: '0003-row-security', class: LockRows },
  { name: '0004-member-kinds', class: AddMemberKinds },
  { name: '0005-ended-sessions', class: IndexEndedSessions },
  { name: '0006-security-policies', class: CreateSecurityPolicies },
  { name: '0007-session-lifetimes', class: AddSessionLifetimes },
  { name: '0008-credentials', class: AddCredentials },
  { name: '0009-second-factors', class: AddSecondFactors },
  { name: '0010-api-keys', class: CreateApiKeys },
  { name: '0011-key-rotation', class: AddKeyRotation },
  { name: '0012-passkeys', class: AddPasskeyChallenges },
  { name: '0013-impersonation', class: AddImpersonation },
  { name: '0014-people-and-credentials', class: KeepPeopleAndCredentials },
  { name: '0015-identity-providers', class: AddIdentityProviders },
];
