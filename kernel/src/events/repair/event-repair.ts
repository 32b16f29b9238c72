import { type BacklogRow, type BacklogStats, backlogSql, toBacklogStats } from '../relay/backlog.js';
import { consumerNamed, type DeadLetter, listDeadLetters, redriveDeadLetter } from './dead-letters.js';
import { type RebuildOptions, rebuild } from './rebuild.js';
import { type Redriven, redriveParked } from './redrive-parked.js';
import { RepairError } from './repair-error.js';
import type { RepairOptions } from './repair-options.js';
import { type ReplayRange, type ReplayResult, replay } from './replay.js';

/** An aggregate that waits for a repair. */
export interface Parked {
  /** `relay` for what Kafka refused. */
  consumer: string;
  key: string;
  events: number;
  since: string;
  error: string;
}

/** The way from the log to Kafka, where it stands among the consumers that park. */
export const RELAY = 'relay';

/** What an operator can do about events that went wrong. */
export class EventRepair {
  constructor(private readonly options: RepairOptions) {}

  /** All that waits: what consumers set aside, and what Kafka refused. */
  async parked(): Promise<Parked[]> {
    const { em } = this.options.ownContext();
    const schema = em.config.get('schema');
    return em.execute<Parked[]>(
      `select consumer, aggregate_key as key, count(*)::int as events, min(parked_at)::text as since, (array_agg(error order by seq))[1] as error
         from "${schema}".parked_event group by 1, 2
       union all
       select '${RELAY}', aggregate_type || ':' || aggregate_id, count(*)::int, min(parked_at)::text, (array_agg(error order by position))[1]
         from "${schema}".unpublished_event group by 1, 2
       order by 1, 2`,
    );
  }

  /** What waits on its way out just now. */
  async backlog(): Promise<BacklogStats> {
    const { em } = this.options.ownContext();
    const sql = backlogSql({ schema: em.config.get('schema') ?? '', hasBus: this.options.hasBus });
    const [row] = await em.execute<BacklogRow[]>(sql);
    // The cursor is one row, made with its table.
    return toBacklogStats(row as BacklogRow);
  }

  /**
   * Tries again what is parked, each aggregate in its order until its first failure. What Kafka refused is tried by whoever leads
   * the relay, within a second or so.
   *
   * @throws RepairError CONSUMER_UNKNOWN
   */
  async redrive(consumer: string, key?: string): Promise<Redriven[]> {
    if (consumer !== RELAY) return redriveParked(this.options, consumerNamed(this.options, consumer), key);
    const { em } = this.options.ownContext();
    return em.execute<Redriven[]>(
      `with asked as (update "${em.config.get('schema')}".unpublished_event set is_redriven = true
         where ?::text is null or aggregate_type || ':' || aggregate_id = ? returning aggregate_type || ':' || aggregate_id as key)
       select key, 0 as done from asked group by key order by key`,
      [key ?? null, key ?? null],
    );
  }

  deadLetters(limit = 50): Promise<DeadLetter[]> {
    return listDeadLetters(this.options, limit);
  }

  /** @throws RepairError DEAD_LETTER_UNKNOWN, DEAD_LETTER_UNREADABLE, DEAD_LETTER_PARKED, CONSUMER_UNKNOWN */
  redriveDeadLetter(position: string): Promise<'done' | 'duplicate'> {
    return redriveDeadLetter(this.options, position);
  }

  /** @throws RepairError CONSUMER_UNKNOWN */
  async replay(consumer: string, range: ReplayRange): Promise<ReplayResult> {
    return replay(this.options, consumerNamed(this.options, consumer), range);
  }

  /** @throws RepairError CONSUMER_UNKNOWN, CONSUMER_HAS_NO_TABLES, REBUILD_FAILED */
  async rebuild(consumer: string, options: RebuildOptions): Promise<{ events: number; passes: number }> {
    return rebuild(this.options, consumerNamed(this.options, consumer), options);
  }

  /**
   * Has the whole log published to Kafka again, after Kafka lost it. Answers the number of events; the relay does the rest.
   *
   * @throws RepairError BUS_MISSING
   */
  async refill(): Promise<number> {
    if (!this.options.hasBus) throw new RepairError('BUS_MISSING', 'KAFKA_BROKERS is not set: there is nothing to fill');
    const { em } = this.options.ownContext();
    const schema = em.config.get('schema');
    const [row] = await em.execute<{ events: string }[]>(
      `with reset as (update "${schema}".relay_cursor set position = 0, lost_at = null) select count(*) as events from "${schema}".event_log`,
    );
    return Number(row?.events ?? 0);
  }
}
