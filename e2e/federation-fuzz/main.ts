import { parseArgs } from 'node:util';
import { EXECUTORS, type ExecutorName } from './run/executors.js';
import { type Finding, fuzz } from './run/fuzz.js';
import { MUTANTS } from './run/mutants.js';
import { describeCoverage, describeFinding } from './run/report.js';
import { smallest } from './run/smallest.js';

const { values } = parseArgs({
  options: {
    /** The same seed draws the same. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    operations: { type: 'string', default: '10000' },
    /** `seed:index` of one operation. */
    only: { type: 'string' },
    executor: { type: 'string', default: 'ours' },
    mutants: { type: 'boolean', default: false },
    /** Findings that are made smaller and shown; the others are counted. */
    show: { type: 'string', default: '5' },
  },
});

const refuse = (message: string): never => {
  console.error(message);
  process.exit(2);
};
if (!(values.executor in EXECUTORS)) refuse(`--executor takes one of ${Object.keys(EXECUTORS).join(', ')}`);
const executor = values.executor as ExecutorName;

const [seed = values.seed, index] = values.only?.split(':') ?? [];
const range = index === undefined ? { operations: Number(values.operations) } : { operations: 1, from: Number(index) };
const common = { seed, ...range, executor };

let shown = 0;
const show = async (finding: Finding) => {
  shown += 1;
  if (shown <= Number(values.show)) console.log(`${describeFinding(await smallest(finding))}\n`);
  else console.log(`══ seed ${seed}, operation ${finding.index}: ${finding.verdict.why.split('\n')[0]}`);
};

async function runOperations(): Promise<boolean> {
  const onProgress = (done: number) => void (done % 500 === 0 && console.error(`… ${done}, ${shown} findings`));
  const { coverage, findings } = await fuzz({ ...common, onFinding: show, onProgress });
  console.log(describeCoverage(coverage));
  console.log(`seed ${seed}: ${findings.length} findings`);
  return findings.length === 0;
}

/** Each of the bugs is planted, and must be found. */
async function runMutants(): Promise<boolean> {
  let areFound = true;
  for (const mutant of MUTANTS) {
    const { coverage, findings } = await fuzz({ ...common, mutant, isOver: (report) => report.findings.length > 0 });
    const [first] = findings;
    areFound &&= first !== undefined;
    console.log(
      `${first ? 'found' : 'NOT FOUND'} after ${coverage.operations} operations (${first?.verdict.why ?? 'nothing'}): ${mutant.name}`,
    );
  }
  return areFound;
}

console.error(`seed ${seed}`);
const isGood = await (values.mutants ? runMutants() : runOperations());
process.exitCode = isGood ? 0 : 1;
