import { LRUCache } from 'lru-cache';
import { LIFETIME_SECONDS } from './identity-token.js';

/** Remembers which calls were made, for as long as their signatures are good. */
export interface ReplayGuard {
  /** Whether this is the first time. `changes` says that a second time would do harm and not only repeat an answer. */
  isFirst(callId: string, options: { changes: boolean }): Promise<boolean>;
}

/** Where several replicas remember together; resolves false where the key is there already. */
export interface SharedMemory {
  setOnce(key: string, ttlMs: number): Promise<boolean>;
}

const MEMORY_MS = (LIFETIME_SECONDS + 5) * 1_000;

/**
 * Each call counts once in this process, and one that changes something once among all replicas, where they have a memory in
 * common. While that does not answer, this process remembers alone: writes do not stop because a cache does.
 *
 * @param onAlone told of each time that the common memory did not answer.
 */
export function replayGuard(shared?: SharedMemory, onAlone: (error: unknown) => void = () => {}): ReplayGuard {
  const seen = new LRUCache<string, true>({ max: 500_000, ttl: MEMORY_MS });
  return {
    async isFirst(callId, { changes }) {
      if (seen.has(callId)) return false;
      seen.set(callId, true);
      if (!changes || !shared) return true;
      return shared.setOnce(`call:${callId}`, MEMORY_MS).catch((error) => {
        onAlone(error);
        return true;
      });
    },
  };
}
