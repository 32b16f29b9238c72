import { everyEventOnce, noPhantom, noStaleValue, orderPerKey } from './check-events.js';
import { memoryIsBounded, noHoleInStreams, nothingAfterRevocation, nothingForeign } from './check-streams.js';
import type { History, Invariant, Violation } from './history.js';

const INVARIANTS: Readonly<Record<Invariant, (history: History) => Violation[]>> = {
  I1: everyEventOnce,
  I2: orderPerKey,
  I3: noPhantom,
  I4: noStaleValue,
  I5: noHoleInStreams,
  I6: nothingAfterRevocation,
  I7: nothingForeign,
  I8: memoryIsBounded,
};

/** Judges a whole run by all eight invariants (design: events, faults and their checker); empty where it held. */
export const check = (history: History): Violation[] => Object.values(INVARIANTS).flatMap((invariant) => invariant(history));
