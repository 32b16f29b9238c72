import { aggregateKey, type EventRecord } from '@supergraph/kernel/events';
import { eventMessage } from '@supergraph/kernel/live';
import type { SubgraphFleet } from '@supergraph/standalone';
import type { Superuser } from '../database.js';

/** A message of a stream, as the gateway hands it to the subgraph that told of it. */
export interface Told {
  /** What it is of: the aggregate of an event, or the word of the channel. */
  word: string;
  body: Readonly<Record<string, unknown>>;
}

/** What the subgraphs tell of, by the name of the subgraph. */
export type Messages = Readonly<Record<string, readonly Told[]>>;

/** Whose the messages are: A's, B's, or no organization's and for everybody. */
export interface Events {
  ours: Messages;
  theirs: Messages;
  common: Messages;
}

/** Most messages of one sort: the latest are kept. */
const MOST = 12;

/** Reads the logs of all subgraphs, and the trail, which is told of by messages of its own. */
export async function collectEvents(
  { fleet, superuser }: { fleet: SubgraphFleet; superuser: Superuser },
  { a, b }: { a: string; b: string },
): Promise<Events> {
  const logs = await Promise.all(
    fleet.all().map(async ({ name, readEvents }) => [name, await readEvents({ after: '0', limit: 10_000, wait: 0 })] as const),
  );
  const of = async (organizationId: string | null): Promise<Messages> => ({
    ...Object.fromEntries(logs.map(([name, log]) => [name, messagesIn(log, organizationId)])),
    monitoring: organizationId ? await trailOf(superuser, organizationId) : pulses(),
  });
  return { ours: await of(a), theirs: await of(b), common: await of(null) };
}

/** What is told of an event; the latest of each aggregate's kind and type. */
function messagesIn(log: readonly EventRecord[], organizationId: string | null): Told[] {
  const own = log.filter((record) => record.organizationId === organizationId);
  const sorts = Map.groupBy(own, ({ aggregateType, type }) => `${aggregateType} ${type}`);
  return [...sorts.values()].flatMap((records) =>
    records
      .toSorted((one, other) => (aggregateKey(one) < aggregateKey(other) ? -1 : 1))
      .slice(-MOST)
      .map((record) => ({ word: record.aggregateType, body: JSON.parse(eventMessage(record).body) })),
  );
}

/** As the monitoring subgraph tells of what was recorded. */
async function trailOf({ rows }: Superuser, organizationId: string): Promise<Told[]> {
  const found = await rows<{ body: Told['body'] }>(
    `select jsonb_build_object('organizationId', organization_id, 'auditEventId', id, 'action', action, 'outcome', outcome,
       'severity', severity, 'actorType', actor_type, 'actorId', actor_id,
       'targetTypes', jsonb_path_query_array(targets, '$[*].type'), 'targetIds', jsonb_path_query_array(targets, '$[*].id')) as body
     from monitoring.audit_event where organization_id = $1 order by sequence desc limit ${2 * MOST}`,
    [organizationId],
  );
  return found.map(({ body }) => ({ word: 'audit-event', body }));
}

const pulses = (): Told[] => [{ word: 'realtime', body: { source: 'tenant', relayLagMs: 3, consumerLagMs: 4, at: Date.UTC(2026, 0, 1) } }];
