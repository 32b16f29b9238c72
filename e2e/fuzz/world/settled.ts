import { setTimeout as sleep } from 'node:timers/promises';
import type { Superuser } from '../database.js';

const PATIENCE = 30_000;

/** Resolves when every event has left its outbox and every consumer that follows a publisher has taken all of it. */
export async function settled({ rows }: Superuser, schemas: readonly string[]): Promise<void> {
  const waiting = schemas.map((schema) => `(select count(*) from "${schema}".outbox)`).join(' + ');
  const heads = schemas.map(
    (schema) => `select '${schema.replaceAll('_', '-')}' as source, coalesce(max(position), 0) as head from "${schema}".event_log`,
  );
  const behind = schemas.map(
    (schema) => `select count(*) as n from "${schema}".consumer_position p join heads h using (source) where p.position < h.head`,
  );
  const sql = `with heads as (${heads.join(' union all ')}) select (${waiting}) + (select sum(n) from (${behind.join(' union all ')}) b) as left`;
  for (const deadline = Date.now() + PATIENCE; ; await sleep(25)) {
    const [row] = await rows<{ left: string }>(sql);
    if (Number(row?.left) === 0) return;
    if (Date.now() > deadline) throw new Error(`${row?.left} events are still under way`);
  }
}
