import type { FactsProvider } from '@supergraph/kernel/tenancy';
import { sessionEnded } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';

/** Which sessions are over, for every process that has to refuse their access tokens. Nothing else of auth's decides on a request. */
export const facts: FactsProvider<AuthContext> = {
  async endedSessions({ em }, since) {
    const rows = await em.execute<{ id: string }[]>('select id from session where ended_at >= ?', [since]);
    return rows.map(({ id }) => id);
  },
  changes: ({ type, aggregateId }) => (type === sessionEnded.type ? [{ endedSession: aggregateId }] : []),
};
