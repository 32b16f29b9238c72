import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';

export interface Lockout {
  lockedUntil: Date;
  failedAttempts: number;
  kind: 'ACCOUNT' | 'SOURCE';
}

interface Row {
  account_key: string;
  source_key: string;
  failures: number;
  blocked_until: string | Date;
}

/** The block of each of many accounts: the one of the account as a whole before those of single sources; null where there is none. */
export const lockoutsByUserId = (em: () => EntityManager) =>
  new DataLoader<string, Lockout | null>(async (ids) => {
    const rows = await em().execute<Row[]>(
      `select distinct on (account_key) * from login_guard where account_key = any(string_to_array(?, ',')) and blocked_until > now()
       order by account_key, source_key = '' desc, blocked_until desc`,
      [ids.join(',')],
    );
    const byKey = new Map(rows.map((row) => [row.account_key, row]));
    return ids.map((id) => {
      const row = byKey.get(id);
      if (!row) return null;
      const kind = row.source_key === '' ? 'ACCOUNT' : 'SOURCE';
      return { lockedUntil: new Date(row.blocked_until), failedAttempts: row.failures, kind };
    });
  });
