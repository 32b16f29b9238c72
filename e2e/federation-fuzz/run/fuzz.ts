import type { ExecutionResult } from 'graphql';
import { seeded } from '../../fuzz/random.js';
import { PLENTY } from '../data/store.js';
import { drawGraph } from '../graph/draw-graph.js';
import { drawOperation } from '../operations/draw-operation.js';
import type { DrawnOperation } from '../operations/operation.js';
import { difference } from './compare.js';
import { type Coverage, newCoverage, noteGraph, noteOperation } from './coverage.js';
import type { ExecutorName } from './executors.js';
import type { Mutant } from './mutants.js';
import { buildWorld, type Fetch, type Seen, type World } from './world.js';

/** Operations over each graph. */
export const OPERATIONS_PER_GRAPH = 50;

export interface FuzzOptions {
  /** The same seed draws the same graphs, data and operations. */
  seed: string;
  operations: number;
  /** Number of the first one. */
  from?: number;
  executor?: ExecutorName;
  mutant?: Mutant;
  /** Whether it may end before the last operation. */
  isOver?: (report: FuzzReport) => boolean;
  onFinding?: (finding: Finding) => Promise<void>;
  onProgress?: (operations: number) => void;
}

export interface FuzzReport {
  coverage: Coverage;
  findings: Finding[];
}

/** An operation that the gateway answers otherwise than one server. */
export interface Finding {
  seed: string;
  index: number;
  world: World;
  operation: DrawnOperation;
  mutant?: Mutant | undefined;
  verdict: Verdict;
}

export interface Verdict {
  why: string;
  expected: ExecutionResult;
  actual: ExecutionResult | undefined;
  fetches: Fetch[];
  /** The gateway has refused to plan it. */
  isTooComplex?: boolean;
}

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, operations, from = 0, mutant, isOver, onFinding, onProgress } = options;
  const report: FuzzReport = { coverage: newCoverage(), findings: [] };
  let world: World | undefined;
  let graph = -1;
  for (let index = from; index < from + operations && !isOver?.(report); index += 1) {
    if (!world || graph !== graphOf(index)) {
      graph = graphOf(index);
      world = await worldOf(graph, options, report.coverage);
    }
    const operation = drawOperation({ schema: world.schema }, seeded('operation', seed, index));
    const { verdict, seen } = await judge(world, operation, mutant);
    if (verdict?.isTooComplex) report.coverage.tooComplex += 1;
    else noteOperation(report.coverage, operation, seen);
    if (verdict && !verdict.isTooComplex) {
      const finding = { seed, index, world, operation, mutant, verdict };
      report.findings.push(finding);
      await onFinding?.(finding);
    }
    onProgress?.(index + 1 - from);
  }
  return report;
}

export const graphOf = (index: number): number => Math.floor(index / OPERATIONS_PER_GRAPH);

const worlds = new Map<string, World>();

/** The first graph of that number that composes; the same world each time, as long as it is one of the last used. */
async function worldOf(graph: number, { seed, executor = 'ours' }: FuzzOptions, coverage: Coverage): Promise<World> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const name = [seed, graph, attempt].join('/');
    const facts = { draft: drawGraph(seeded('graph', name)), seed: name, plenty: PLENTY, executor };
    const known = worlds.get(`${executor} ${name}`);
    const world = known ?? buildWorld(facts);
    if (Array.isArray(world)) {
      coverage.refused.push(world.join('\n'));
      continue;
    }
    keep(`${executor} ${name}`, world);
    noteGraph(coverage, facts.draft);
    return world;
  }
  throw new Error(`Of twenty graphs none composes: ${coverage.refused.at(-1)}`);
}

function keep(name: string, world: World): void {
  worlds.set(name, world);
  const [oldest] = worlds.keys();
  if (worlds.size > 12 && oldest !== undefined) worlds.delete(oldest);
}

/** Has both answer; what differs is the verdict. */
export async function judge(world: World, operation: DrawnOperation, mutant?: Mutant): Promise<{ verdict?: Verdict; seen: Seen }> {
  const expected = world.expected(operation);
  if (expected.data === undefined) throw new Error(`One server refuses it: ${expected.errors?.map(({ message }) => message).join('; ')}`);
  try {
    const { result, fetches } = await world.actual(operation, mutant);
    const why = difference(expected, result);
    const seen = { expected, fetches };
    return why === undefined ? { seen } : { seen, verdict: { why, expected, actual: result, fetches } };
  } catch (error) {
    const why = `it threw: ${error instanceof Error ? error.stack : String(error)}`;
    const isTooComplex = error instanceof Error && 'code' in error && error.code === 'OPERATION_TOO_COMPLEX';
    return { seen: { expected, fetches: [] }, verdict: { why, expected, actual: undefined, fetches: [], isTooComplex } };
  }
}
