import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './session.js';

export interface BacklogStats {
  /** Events that wait, a little overestimated. */
  waiting: number;
  /** Milliseconds for which the oldest of them waits. */
  lagMs: number;
  /** Events that Kafka refused for good, with those that wait behind them. */
  refused: number;
  /** Kafka no longer has what it once took: publish the log again. */
  isLost: boolean;
}

const EVERY = 1_000;

/** Looks once a second how much waits, so that no write has to count. */
export class Backlog {
  #stats = { waiting: 0, oldest: null as number | null, refused: 0, isLost: false };
  #lookedAt = Date.now();

  constructor(private readonly options: { schema: string; limit: number; hasBus: boolean }) {}

  isOverloaded(): boolean {
    return this.#stats.waiting > this.options.limit;
  }

  lag(): number {
    const { oldest } = this.#stats;
    const silence = Date.now() - this.#lookedAt;
    // While nobody can look, nothing is known to be any better.
    return oldest === null ? (silence > 3 * EVERY ? silence : 0) : Math.max(0, Date.now() - oldest);
  }

  stats(): BacklogStats {
    const { waiting, refused, isLost } = this.#stats;
    return { waiting, lagMs: this.lag(), refused, isLost };
  }

  async watch(session: Session, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(session);
      await sleep(EVERY, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async look(session: Session): Promise<void> {
    const { rows } = await session.query<BacklogRow>(backlogSql(this.options));
    const [row] = rows;
    this.#lookedAt = Date.now();
    if (!row) return;
    const { lagMs, ...rest } = toBacklogStats(row);
    this.#stats = { ...rest, oldest: row.oldest ? Date.now() - lagMs : null };
  }
}

/** What waits, in one row. */
export function backlogSql({ schema, hasBus }: { schema: string; hasBus: boolean }): string {
  const outbox = `(select coalesce(max(id) - min(id) + 1, 0) from "${schema}".outbox) as outbox`;
  const first = `(select created_at from "${schema}".outbox order by id limit 1)`;
  if (!hasBus) return `select ${outbox}, 0 as behind, ${first} as oldest, 0 as refused, false as is_lost`;
  return `select ${outbox}, greatest(0, (select coalesce(max(position), 0) from "${schema}".event_log) - c.position) as behind,
      coalesce((select created_at from "${schema}".event_log l where l.position > c.position order by l.position limit 1), ${first}) as oldest,
      (select count(*) from "${schema}".unpublished_event) as refused, c.lost_at is not null as is_lost
    from "${schema}".relay_cursor c`;
}

export const toBacklogStats = ({ outbox, behind, oldest, refused, is_lost }: BacklogRow): BacklogStats => ({
  waiting: Number(outbox) + Number(behind),
  lagMs: oldest ? Math.max(0, Date.now() - new Date(oldest).getTime()) : 0,
  refused: Number(refused),
  isLost: is_lost,
});

export interface BacklogRow {
  outbox: string;
  behind: string;
  oldest: Date | string | null;
  refused: string;
  is_lost: boolean;
}
