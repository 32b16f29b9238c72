import { setTimeout as sleep } from 'node:timers/promises';
import { eventMessage, ownChannel } from '../live/index.js';
import { compileFilter, type StreamOpening } from '../realtime/index.js';
import type { RunningSubgraph, Subgraph } from '../subgraph/index.js';
import type { SubgraphRequest, SubgraphResponse } from '../transport/index.js';

/** What an event looks like; `data` is loose, as tests read it. */
export interface News {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  data?: any;
  errors?: SubgraphResponse['errors'];
}

/** A subscription as a gateway keeps it, without the gateway. */
export interface LiveSubscription {
  /** Where its events come from; null where it was refused. */
  stream: StreamOpening | null;
  errors: NonNullable<SubgraphResponse['errors']>;
  /** What the events since the last look, or since the opening, look like through its selection; in order. */
  news(): Promise<News[]>;
}

/** Opens a subscription; its events are those that the subgraph announces from now on. */
export async function openSubscription(subgraph: Subgraph, running: RunningSubgraph, request: SubgraphRequest): Promise<LiveSubscription> {
  let after = await settled(running);
  const { errors = [], extensions } = await running.handle(request);
  const stream = extensions?.stream ?? null;
  const channelsOf = subgraph.definition.channelsOf ?? ownChannel;
  const isWanted = compileFilter(stream?.where);
  return {
    stream,
    errors,
    async news() {
      const head = await settled(running);
      const records = await running.readEvents({ after, limit: 10_000, wait: 0 });
      after = head;
      const told = records.filter((record) => channelsOf(record).some((channel) => stream?.channels.includes(channel)));
      const wanted = told.map((record) => JSON.parse(eventMessage(record).body)).filter(isWanted);
      const answers: News[] = [];
      for (const event of wanted) answers.push(JSON.parse(JSON.stringify(await running.handle({ ...request, event }))));
      return answers;
    },
  };
}

/** Waits until everything that was written is published. @returns the position of the last event. */
async function settled(running: RunningSubgraph): Promise<string> {
  const { em } = running.contextFor({ kind: 'system', subject: 'test', organizationId: null, scopes: [], sessionId: null });
  const isWaiting = `select exists(select 1 from "${em.config.get('schema')}".outbox) as waiting`;
  while ((await em.execute<[{ waiting: boolean }]>(isWaiting))[0].waiting) await sleep(5);
  return running.readEvents.head();
}
