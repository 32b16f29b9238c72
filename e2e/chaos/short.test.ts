import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventFaults } from './faults/event-faults.js';
import type { Fault, FaultReport, Scene } from './faults/fault.js';
import { mutants } from './faults/mutants.js';
import { relayFaults } from './faults/relay-faults.js';
import { runFault } from './faults/run-fault.js';
import { streamFaults } from './faults/stream-faults.js';

/** The rig starts servers of its own; where these cannot be had for the other suites, it has none either. */
const isPossible = Boolean(process.env.TEST_REDIS_URL && process.env.TEST_KAFKA_BROKERS);
const RUN = { seed: 1, duration: 4_000 };
const PATIENCE = 240_000;

const faultOf = (id: string): Fault => {
  const found = [...eventFaults, ...relayFaults, ...streamFaults, ...mutants].find((fault) => fault.id === id);
  if (!found) throw new Error(`There is no ${id}`);
  return found;
};

/** One world for these, since a world takes longer to start than to hurt. The naive cursor reads along, and is judged apart. */
function killings(seenByMutant: Set<string>): Fault {
  const parts = [faultOf('F2'), faultOf('F10')];
  return {
    id: 'short',
    title: 'leaders of the relay and consumers are killed at once',
    start: { ledger: 2, audience: 2 },
    load: { pace: 200, hold: 50, undone: 0.2 },
    async during(scene) {
      const pretend: Scene['pretend'] = (_sink, effects) => {
        for (const { id } of effects) seenByMutant.add(id);
      };
      await Promise.all([...parts.map((part) => part.during?.(scene)), faultOf('F1-mutant').during?.({ ...scene, pretend })]);
    },
    async judge({ note }, { committed }) {
      note(`the naive cursor lost ${committed.filter(({ id }) => !seenByMutant.has(id)).length} events`);
    },
  };
}

const counted = (report: FaultReport, pattern: RegExp) => Number(pattern.exec(report.notes.join('\n'))?.[1] ?? 0);

(isPossible ? describe : describe.skip)('leaders of the relay and consumers that are killed under load', () => {
  let report: FaultReport;
  beforeAll(async () => {
    report = await runFault(killings(new Set()), RUN);
  }, PATIENCE);

  it('leave nothing lost, doubled, out of order or made up', () => {
    expect(report.violations).toEqual([]);
    expect(report.events).toBeGreaterThan(100);
    expect(counted(report, /(\d+) leaders were killed/)).toBeGreaterThan(0);
    expect(counted(report, /(\d+) consumers were killed/)).toBeGreaterThan(0);
  });

  it('are survived by no naive cursor: it loses events of the same run', () => {
    expect(counted(report, /the naive cursor lost (\d+) events/)).toBeGreaterThan(0);
  });
});

(isPossible ? describe : describe.skip)('connections of pub/sub that are cut under load', () => {
  it(
    'leave no hole in any stream',
    async () => {
      const report = await runFault(faultOf('F15'), RUN);

      expect(report.violations).toEqual([]);
      expect(counted(report, /(\d+) connections were cut/)).toBeGreaterThan(0);
      expect(counted(report, /: (\d+) events, 0 times/)).toBeGreaterThan(100);
    },
    PATIENCE,
  );
});
