import type { EventRecord } from '../events/index.js';

/** What every change tells clients beside what it is about. */
export interface LiveFacts {
  occurredAt: Date;
  /** Reference to a person; null where it was none. */
  actor: { id: string } | null;
}

export const liveFacts = ({ createdAt, headers: { actor } }: Pick<EventRecord, 'createdAt' | 'headers'>): LiveFacts => ({
  occurredAt: new Date(createdAt),
  actor: actor.kind === 'user' && actor.id ? { id: actor.id } : null,
});
