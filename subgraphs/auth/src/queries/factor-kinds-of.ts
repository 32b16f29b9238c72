import type { AuthContext } from '../context.js';
import { MfaFactorKind } from '../domain/mfa-factor.entity.js';

/** What somebody can prove a second time who they are with. */
export async function factorKindsOf({ em }: AuthContext, userId: string): Promise<MfaFactorKind[]> {
  const rows = await em.execute<{ kind: MfaFactorKind }[]>(
    `select distinct kind from mfa_factor where user_id = ? and confirmed_at is not null
     union select 'BACKUP_CODE' where exists (select from backup_code where user_id = ? and used_at is null) order by kind desc`,
    [userId, userId],
  );
  return rows.map(({ kind }) => kind);
}
