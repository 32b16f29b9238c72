import type { MigrationObject } from '@supergraph/kernel/db';
import { CreateAuditTrail } from './0001-audit.js';
import { CreateProbes } from './0002-probes.js';
import { SecureRows } from './0003-row-security.js';
import { CreateAnchors } from './0004-anchors.js';
import { TellWhoReallyActs } from './0005-who-really-acts.js';

export const migrations: readonly MigrationObject[] = [
  { name: '0001-audit', class: CreateAuditTrail },
  { name: '0002-probes', class: CreateProbes },
  { name: '0003-row-security', class: SecureRows },
  { name: '0004-anchors', class: CreateAnchors },
  { name: '0005-who-really-acts', class: TellWhoReallyActs },
];
