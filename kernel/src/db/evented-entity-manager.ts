import { EntityManager } from '@mikro-orm/postgresql';

/** Writes what a transaction announces; called inside it, after its state was flushed. */
export type AppendEvents = (em: EntityManager) => Promise<void>;

/**
 * An EntityManager whose flush also writes the events that were raised, in the same transaction and after the state:
 * the rows' locks are then held when an event takes its number, which keeps events of one aggregate in commit order
 * (an outbox entity in the unit of work would be inserted before the updates, and out of order).
 */
export class EventedEntityManager extends EntityManager {
  #hasEvents: () => boolean = () => false;
  #append: AppendEvents = async () => {};
  #committed: () => void | Promise<void> = () => {};
  #hasAppended = false;

  /** Called once for each fork that serves a request or a message. The commit waits for `committed`, which runs after one that carried events. */
  announce(source: { hasEvents: () => boolean; append: AppendEvents; committed: () => void | Promise<void> }): void {
    this.#hasEvents = source.hasEvents;
    this.#append = source.append;
    this.#committed = source.committed;
  }

  override async flush(): Promise<void> {
    if (!this.#hasEvents()) return super.flush();
    if (this.isInTransaction()) return this.#flushWithEvents();
    await inTransaction(this, () => this.#flushWithEvents());
  }

  override async commit(): Promise<void> {
    await super.commit();
    if (!this.#hasAppended) return;
    this.#hasAppended = false;
    await this.#committed();
  }

  async #flushWithEvents(): Promise<void> {
    await super.flush();
    await this.#append(this);
    this.#hasAppended = true;
  }
}

/** Runs `work` in one transaction of this very EntityManager (no fork): locks taken in it hold until the commit. */
export async function inTransaction<Result>(em: EntityManager, work: () => Promise<Result>): Promise<Result> {
  if (em.isInTransaction()) return work();
  await em.begin();
  try {
    const result = await work();
    await em.commit();
    return result;
  } catch (error) {
    await em.rollback();
    throw error;
  }
}
