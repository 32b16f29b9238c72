import type { EntityManager } from '@mikro-orm/postgresql';
import { BackupCode } from '../domain/backup-code.entity.js';
import { MfaFactor } from '../domain/mfa-factor.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { findPoliciesOf } from './find-policies-of.js';

/** The second factors of somebody. */
export interface MfaStatus {
  enabled: boolean;
  /** One of their organizations asks for it. */
  required: boolean;
  factors: MfaFactor[];
  backupCodesLeft: number;
  trustedDevices: TrustedDevice[];
}

/** Whoever asks has to see to it that the viewer may know. */
export async function findMfaStatus(ctx: { em: EntityManager }, userId: string): Promise<MfaStatus> {
  const { em } = ctx;
  const factors = await em.find(MfaFactor, { userId, confirmedAt: { $ne: null } }, { orderBy: { id: 'asc' } });
  const required = (await findPoliciesOf(ctx, userId)).some(({ mfaRequired }) => mfaRequired);
  const trustedDevices = await em.find(TrustedDevice, { userId, expiresAt: { $gt: new Date() } }, { orderBy: { id: 'desc' }, limit: 100 });
  const backupCodesLeft = factors.length > 0 ? await em.count(BackupCode, { userId, usedAt: null }) : 0;
  return { enabled: factors.length > 0, required, factors, backupCodesLeft, trustedDevices };
}
