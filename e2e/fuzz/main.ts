import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@supergraph/infra';
import { describeFinding } from './check/findings.js';
import { type FuzzOptions, fuzz } from './run/fuzz.js';
import { locksFor, SETTINGS } from './run/locks.js';
import { catchMutant, MUTANTS, withoutRowSecurity } from './run/mutants.js';
import { describeRun } from './run/report.js';
import { smallest } from './run/smallest.js';
import { describeRefusals, measureRefusals } from './timing/refusals.js';
import { describeTimings, measureTimings } from './timing/timings.js';
import { buildWorld } from './world/world.js';

const { values } = parseArgs({
  options: {
    /** The same seed writes the same operations. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    operations: { type: 'string', default: '20000' },
    /** Number of the first one. */
    from: { type: 'string', default: '0' },
    /** Operations after which the world is put back as it was. */
    round: { type: 'string', default: '1000' },
    locks: { type: 'string', default: 'all' },
    /** Of each look-up, of B's values and of absent ones. */
    samples: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '50' },
    mutants: { type: 'boolean', default: false },
    timings: { type: 'boolean', default: false },
    refusals: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);

/** What can be asked for by its flag, operations without one; each says how many findings it had. */
const TASKS = {
  async operations(adminUrl: string): Promise<number> {
    const report = await fuzz(await buildWorld({ adminUrl, seed }), {
      ...(locksFor(values.locks) as object),
      ...commonOptions(adminUrl),
      from: Number(values.from),
      round: Number(values.round),
      onFinding: async (finding, scene) => console.log(`${describeFinding(await smallest(finding, scene))}\n`),
      onProgress: (done) => void (done % 1_000 === 0 && console.error(`… ${done}`)),
    });
    console.log(`seed ${seed}, locks: ${values.locks}\n${describeRun(report)}`);
    return report.findings.length;
  },
  async mutants(adminUrl: string): Promise<number> {
    const world = await buildWorld({ adminUrl, seed });
    let found = 0;
    for (const mutant of [...MUTANTS, ...world.locked.map((table) => withoutRowSecurity(table))]) {
      const { before, after } = await catchMutant(world, mutant, commonOptions(adminUrl));
      found += before.findings.length;
      for (const finding of before.findings) console.log(describeFinding(finding));
      const oracles = [...new Set<string>(after.findings.map(({ oracle }) => oracle))];
      const isCaught = mutant.oracle === 'any' ? oracles.length > 0 : oracles.includes(mutant.oracle);
      const verdict = isCaught ? 'caught' : 'NOT CAUGHT';
      console.log(
        `${verdict} after ${after.coverage.operations} operations (${oracles.join(', ') || 'nothing'}; intact: ${before.findings.length} findings): ${mutant.name}`,
      );
    }
    return found;
  },
  async timings(adminUrl: string): Promise<number> {
    const world = await buildWorld({ adminUrl, seed });
    console.log(describeTimings(await measureTimings(world, { adminUrl, samples: Number(values.samples) })));
    return 0;
  },
  async refusals(adminUrl: string): Promise<number> {
    console.log(describeRefusals(await measureRefusals({ adminUrl, rounds: Number(values.rounds) })));
    return 0;
  },
};

const commonOptions = (adminUrl: string): FuzzOptions => ({ adminUrl, seed, operations: Number(values.operations) });

const task = Object.entries(TASKS).find(([name]) => values[name as keyof typeof values] === true)?.[1] ?? TASKS.operations;
if (!locksFor(values.locks)) {
  console.error(`--locks takes one of ${Object.keys(SETTINGS).join(', ')}`);
  process.exit(2);
}
const dataDir = await mkdtemp(join(tmpdir(), 'innoerp-fuzz-'));
const postgres = await startPostgres({ dataDir, durable: false, maxConnections: 300 });
const end = async (code: number) => {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
  process.exit(code);
};
process.once('SIGINT', () => end(130));
process.once('SIGTERM', () => end(143));
task(postgres.url).then(
  (findings) => end(findings > 0 ? 1 : 0),
  (error) => {
    console.error(error);
    return end(2);
  },
);
