import { LRUCache } from 'lru-cache';
import type { MemberFact } from './facts.js';

/** Ended sessions and changed memberships matter for as long as an access token can live (an hour at most), and a minute longer for clocks that differ. */
export const TOKEN_MEMORY = 61 * 60_000;
const MOST = 1_000_000;

/** What tokens that are still about do not know of. */
export class RecentChanges {
  readonly #endedSessions = new LRUCache<string, true>({ max: MOST, ttl: TOKEN_MEMORY });
  readonly #members = new LRUCache<string, MemberFact>({ max: MOST, ttl: TOKEN_MEMORY });

  isSessionEnded(sessionId: string): boolean {
    return this.#endedSessions.has(sessionId);
  }

  endSession(sessionId: string): void {
    this.#endedSessions.set(sessionId, true);
  }

  member(organizationId: string, userId: string): MemberFact | undefined {
    return this.#members.get(`${organizationId}:${userId}`);
  }

  changeMember(member: MemberFact): void {
    this.#members.set(`${member.organizationId}:${member.userId}`, member);
  }
}
