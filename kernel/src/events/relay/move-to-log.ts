import type { Session } from './session.js';

const BATCH = 1_000;
const COLUMNS = 'event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers, created_at';

/** Moves what is committed from the outbox to the log, in its order. */
export async function moveToLog(session: Session, schema: string): Promise<{ moved: number; isMore: boolean }> {
  const { rowCount } = await session.query(
    `with moved as (delete from "${schema}".outbox where id in (select id from "${schema}".outbox order by id limit ${BATCH}) returning *)
     insert into "${schema}".event_log (${COLUMNS}) select ${COLUMNS} from moved order by id`,
  );
  return { moved: rowCount ?? 0, isMore: rowCount === BATCH };
}

/** Published events are kept for 14 days, marks of consumed ones a day longer than that. What is still to be published stays. */
export async function prune(session: Session, schema: string): Promise<void> {
  await session.query(
    `delete from "${schema}".event_log l where published_at < now() - interval '14 days'
       and not exists (select 1 from "${schema}".unpublished_event u where u.position = l.position)`,
  );
  await session.query(
    `delete from "${schema}".event_receipt where position < (select coalesce(min(position), 0) from "${schema}".event_log)`,
  );
  await session.query(`delete from "${schema}".inbox where processed_at < now() - interval '15 days'`);
}
