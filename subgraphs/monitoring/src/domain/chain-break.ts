import type { AuditEvent } from './audit-event.entity.js';
import { hashOf } from './audit-hash.js';

export enum ChainBreak {
  MISSING = 'MISSING',
  ALTERED = 'ALTERED',
  UNLINKED = 'UNLINKED',
  HEAD_MISMATCH = 'HEAD_MISMATCH',
  ANCHOR_MISMATCH = 'ANCHOR_MISMATCH',
}

export interface ExpectedLink {
  sequence: bigint;
  prevHash: string;
}

/** Whether an event stands where it should, follows what it says it follows, and says what it said when it was written. */
export function findBreak(event: AuditEvent, expected: ExpectedLink): ChainBreak | null {
  if (event.sequence !== expected.sequence) return ChainBreak.MISSING;
  if (event.hash !== hashOf(event)) return ChainBreak.ALTERED;
  return event.prevHash === expected.prevHash ? null : ChainBreak.UNLINKED;
}
