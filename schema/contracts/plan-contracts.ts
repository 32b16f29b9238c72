import type { EventDefinition } from '@supergraph/kernel/events';
import { compareText } from './json-schema.js';
import { asJson, type EventContract, planEvent } from './plan-event.js';
import type { Problem } from './problem.js';
import { type Files, fingerprint, RELEASED_FILE, type Released, readReleased } from './released.js';

export interface PlanRequest {
  definitions: readonly EventDefinition[];
  /** What is below `schema/events` now. */
  committed: Files;
  /** Types whose newest minor leaves the house with this. */
  release?: readonly string[] | 'all';
  /** Released types that nobody publishes any more, and whose last event is older than every log. */
  retire?: readonly string[];
}

export interface Plan {
  contracts: readonly EventContract[];
  /** All that must be below `schema/events/{json,fixtures}`, the released list and the numbers; nothing else may be. */
  files: Files;
  problems: readonly Problem[];
}

/** From what the code says and what was released: which files the contracts of events consist of, or why they cannot. */
export function planContracts(request: PlanRequest): Plan {
  const { definitions, committed, release = [], retire = [] } = request;
  const before = without(readReleased(committed), retire);
  const inOrder = definitions.toSorted((a, b) => compareText(a.source, b.source));
  const byType = Map.groupBy(inOrder, ({ type }) => type);
  const contracts = [...byType.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, [first, ...others]]) => planEvent([first as EventDefinition, ...others], before, committed));
  const problems = [...contracts.flatMap((contract) => contract.problems), ...misplaced(request, new Set(byType.keys()))];
  const released = problems.length > 0 ? before : withReleased(before, contracts, release);
  const files = new Map([
    ...contracts.flatMap((contract) => [...contract.files]),
    [RELEASED_FILE, asJson(released)] as const,
    ['events/minors.ts', minorsModule(contracts)] as const,
  ]);
  return { contracts, files, problems };
}

const without = (released: Released, retired: readonly string[]): Released =>
  Object.fromEntries(Object.entries(released).filter(([type]) => !retired.includes(type)));

function withReleased(before: Released, contracts: readonly EventContract[], release: readonly string[] | 'all'): Released {
  const leaving = contracts.filter(
    ({ type, minor }) => (release === 'all' || release.includes(type)) && minor === (before[type]?.length ?? 0),
  );
  const prints = leaving.map(({ type, schema }) => [type, [...(before[type] ?? []), fingerprint(schema)]] as const);
  return Object.fromEntries(Object.entries({ ...before, ...Object.fromEntries(prints) }).sort(([a], [b]) => compareText(a, b)));
}

/** Events that are named where there are none, or are missing where they are needed. */
function misplaced({ committed, release = [], retire = [] }: PlanRequest, defined: ReadonlySet<string>): Problem[] {
  const released = Object.keys(readReleased(committed));
  const named = release === 'all' ? [] : release;
  return [
    ...released.filter((type) => !defined.has(type) && !retire.includes(type)).map(gone),
    ...named.filter((type) => !defined.has(type)).map((type) => eventGone(type, 'there is no such event to release', 'Look the name up.')),
    ...retire.filter((type) => !released.includes(type)).map((type) => eventGone(type, 'it was never released', 'Remove its definition.')),
    ...retire.filter((type) => defined.has(type)).map((type) => eventGone(type, 'it is still defined', 'Remove its definition first.')),
  ];
}

const eventGone = (type: string, message: string, remedy: string): Problem => ({ type, path: '', rule: 'event-gone', message, remedy });

const gone = (type: string) =>
  eventGone(
    type,
    'it was released and is defined no more; events of it are in logs and topics',
    `Keep it until the last one is older than every log, then \`npm run schema -- --retire ${type}\`.`,
  );

/** The numbers as code, so that no process reads files to find them. */
function minorsModule(contracts: readonly EventContract[]): string {
  return [
    '/** Number of the newest shape of each payload within its major version. Written by `npm run schema`. */',
    'export const minors: Readonly<Record<string, number>> = {',
    ...contracts.map(({ type, minor }) => `  '${type}': ${minor},`),
    '};\n',
  ].join('\n');
}
