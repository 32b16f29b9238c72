import type { EntityManager } from '@mikro-orm/postgresql';
import { MfaFactor } from '../domain/mfa-factor.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';

/** The second factors of somebody. */
export interface MfaStatus {
  enabled: boolean;
  /** One of their organizations asks for it. */
  required: boolean;
  factors: MfaFactor[];
  backupCodesLeft: number;
  trustedDevices: TrustedDevice[];
}

interface Counts {
  user_id: string;
  is_required: boolean;
  codes_left: number;
}

const COUNTS = `select u.id as user_id,
    exists (select from security_policy p join membership_grant g on g.organization_id = p.organization_id
      where g.user_id = u.id and g.status = 'ACTIVE' and p.mfa_required) as is_required,
    (select count(*)::int from backup_code c where c.user_id = u.id and c.used_at is null) as codes_left
  from unnest(string_to_array(?, ',')::uuid[]) as u (id)`;

/** Of many people, in three statements. Whoever asks has to see to it that the viewer may know. */
export async function findMfaStatuses(em: EntityManager, ids: readonly string[]): Promise<MfaStatus[]> {
  const whose = { userId: { $in: [...ids] } };
  const factors = await em.find(MfaFactor, { ...whose, confirmedAt: { $ne: null } }, { orderBy: { id: 'asc' }, refresh: true });
  const devices = await em.find(TrustedDevice, { ...whose, expiresAt: { $gt: new Date() } }, { orderBy: { id: 'desc' } });
  const counts = await em.execute<Counts[]>(COUNTS, [ids.join(',')]);
  const factorsOf = Map.groupBy(factors, ({ userId }) => userId);
  const devicesOf = Map.groupBy(devices, ({ userId }) => userId);
  const countsOf = new Map(counts.map((row) => [row.user_id, row]));
  return ids.map((id) => {
    const theirs = factorsOf.get(id) ?? [];
    const { is_required: required = false, codes_left: backupCodesLeft = 0 } = countsOf.get(id) ?? {};
    return { enabled: theirs.length > 0, required, factors: theirs, backupCodesLeft, trustedDevices: devicesOf.get(id) ?? [] };
  });
}
