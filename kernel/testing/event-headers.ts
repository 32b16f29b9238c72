import type { Context } from '@supergraph/kernel/context';
import type { EventHeaders } from '@supergraph/kernel/events';

/** What the envelopes of a note's events say, in the order in which they were raised. */
export async function eventHeaders({ em }: Context, noteId: string): Promise<EventHeaders[]> {
  const rows = await em.execute<{ headers: EventHeaders }[]>(
    `select event_id, headers from notes.outbox where aggregate_id = ?
     union select event_id, headers from notes.event_log where aggregate_id = ? order by event_id`,
    [noteId, noteId],
  );
  return rows.map(({ headers }) => headers);
}
