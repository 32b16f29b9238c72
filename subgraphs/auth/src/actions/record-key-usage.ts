import type { AuthContext } from '../context.js';

export interface ApiKeyUse {
  id: string;
  at: Date;
  ipAddress?: string | null;
}

/** When and from where keys were used last: one statement for all of them, and never back in time. */
export async function recordKeyUsage({ em }: AuthContext, uses: readonly ApiKeyUse[]): Promise<void> {
  if (uses.length === 0) return;
  const rows = uses.map(({ id, at, ipAddress = null }) => ({ id, at: at.toISOString(), ip: ipAddress?.slice(0, 64) ?? null }));
  await em.execute(
    `update api_key k set last_used_at = u.at, last_used_ip = u.ip
     from (select distinct on (id) * from jsonb_to_recordset(?::jsonb) as one (id uuid, at timestamptz, ip text) order by id, at desc) u
     where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)`,
    [JSON.stringify(rows)],
  );
}
