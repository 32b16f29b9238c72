import { parseArgs } from 'node:util';
import { cacheFaults, cacheMutants } from './faults/cache-faults.js';
import { eventFaults } from './faults/event-faults.js';
import type { Fault, FaultReport } from './faults/fault.js';
import { lineMutants } from './faults/line-mutants.js';
import { mutants } from './faults/mutants.js';
import { relayFaults } from './faults/relay-faults.js';
import { repairFaults } from './faults/repair-faults.js';
import { rightsAreTaken } from './faults/rights-fault.js';
import { runFault } from './faults/run-fault.js';
import { streamFaults } from './faults/stream-faults.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** The same seed hurts at the same moments. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Of the load, for each fault. */
    seconds: { type: 'string', default: '60' },
    /** How often each, with a seed more every time. */
    times: { type: 'string', default: '1' },
    /** What is known to be wrong instead, to see the checker find it. */
    mutants: { type: 'boolean', default: false },
  },
});

const numberOf = ({ id }: Fault) => Number.parseInt(id.slice(1), 10);
const inOrder = (faults: readonly Fault[]) => faults.toSorted((one, other) => numberOf(one) - numberOf(other));
const FAULTS = inOrder([...eventFaults, ...relayFaults, ...streamFaults, ...repairFaults, ...cacheFaults, rightsAreTaken]);
const MUTANTS = inOrder([...mutants, ...lineMutants, ...cacheMutants]);
const offered = values.mutants ? MUTANTS : FAULTS;
const unknown = positionals.filter((id) => !offered.some((fault) => fault.id === id));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${offered.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const faults = offered.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error(`${signal}: stopping what was started`);
    interrupted.abort(new Error(`interrupted by ${signal}`));
  });
}
const reports: FaultReport[] = [];
try {
  for (let time = 0; time < Number(values.times); time += 1) {
    for (const fault of faults) {
      const options = { seed: Number(values.seed) + time, duration: Number(values.seconds) * 1_000, signal: interrupted.signal };
      const report = await runFault(fault, options);
      reports.push(report);
      tell(report);
    }
  }
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
}
console.log(`\n${table(reports)}`);
process.exit(interrupted.signal.aborted ? 130 : reports.every(isAsItShouldBe) ? 0 : 1);

function tell(report: FaultReport): void {
  const { fault, seed, events, seconds, violations, notes } = report;
  const verdict = isAsItShouldBe(report) ? 'held' : fault.isMutant ? 'NOT CAUGHT' : 'BROKEN';
  console.log(
    `${fault.id} ${fault.title}: ${verdict} (seed ${seed}, ${events} events, ${Math.round(seconds)} s, ${violations.length} violations)`,
  );
  for (const text of notes) console.log(`    ${text}`);
  for (const { invariant, what } of violations.slice(0, 20)) console.log(`    ${invariant}: ${what}`);
}

/** A fault leaves nothing broken; a mutant has to be found out. */
function isAsItShouldBe({ fault, violations }: FaultReport): boolean {
  return violations.length > 0 === Boolean(fault.isMutant);
}

function table(all: readonly FaultReport[]): string {
  const rows = all.map(
    ({ fault, seed, events, violations }) => `| ${fault.id} | ${fault.title} | ${seed} | ${events} | ${violations.length} |`,
  );
  return ['| fault | | seed | events | violations |', '|---|---|---|---|---|', ...rows].join('\n');
}
