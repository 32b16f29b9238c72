import { anonymous } from '@supergraph/kernel/auth';
import type { OpenLocks } from '@supergraph/kernel/db';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from 'graphql';
import { Checker } from '../check/checker.js';
import { Coverage } from '../check/coverage.js';
import type { Finding } from '../check/findings.js';
import { ownedRows } from '../check/rows.js';
import { ask } from '../door.js';
import { FrontDoor } from '../generate/front-door.js';
import { LiveDoor } from '../generate/live-door.js';
import type { Operation } from '../generate/operation.js';
import { permittedBy } from '../generate/permitted.js';
import { readSdl, SideDoor, type Subgraph } from '../generate/side-door.js';
import { seeded } from '../random.js';
import { commonsOf } from '../world/commons.js';
import { settled } from '../world/settled.js';
import type { World } from '../world/world.js';
import { openSite, type Site } from './site.js';
import type { Scene } from './smallest.js';

export interface FuzzOptions {
  adminUrl: string;
  seed: number;
  operations: number;
  /** Number of the first one. */
  from?: number;
  /** Operations after which the world is put back as it was: A's own changes would leave ever less to see. */
  round?: number;
  /** Stops at the first finding of that oracle, or of any. */
  until?: Finding['oracle'] | 'any';
  /** Root fields that are asked for, through the gateway only; or subscriptions, of the subgraphs. */
  only?: readonly string[];
  openLocks?: OpenLocks;
  /** Settings of gateway and subgraphs beside the usual ones. */
  env?: Record<string, string>;
  /** What is done to the database before anybody connects to it. */
  prepare?: (superuser: Site['superuser']) => Promise<unknown>;
  /** Hears of every finding at once. */
  onFinding?: (finding: Finding, scene: Scene) => Promise<unknown>;
  onProgress?: (done: number) => void;
}

export interface FuzzReport {
  coverage: Coverage;
  schema: GraphQLSchema;
  findings: Finding[];
  /** Operations that answered otherwise once, and not again. */
  unsteady: number;
  /** Milliseconds that the operations took, without setting up. */
  elapsed: number;
}

const ROUND = 1_000;

/** Runs so many operations against copies of the world. */
export async function fuzz(world: World, options: FuzzOptions): Promise<FuzzReport> {
  const { operations, from = 0, round = ROUND } = options;
  const last = from + operations;
  let report: FuzzReport | undefined;
  for (let start = from; start < last; start += round) {
    report = await runRound(world, options, { start, end: Math.min(start + round, last), report });
    if (isFound(report, options)) break;
  }
  if (!report) throw new Error('A run has at least one operation');
  return report;
}

const isFound = ({ findings }: FuzzReport, { until }: FuzzOptions): boolean =>
  until === 'any' ? findings.length > 0 : findings.some(({ oracle }) => oracle === until);

interface Stretch {
  start: number;
  end: number;
  report: FuzzReport | undefined;
}

async function runRound(world: World, options: FuzzOptions, { start, end, report }: Stretch): Promise<FuzzReport> {
  const site = await openSite(world, options);
  try {
    const schema = report?.schema ?? (await introspect(site));
    const result = report ?? { coverage: new Coverage(schema), schema, findings: [], unsteady: 0, elapsed: 0 };
    const rows = await ownedRows(site.superuser, world.schemas, world.b);
    const checker = await Checker.at(site, { canaries: world.canaries, rows, faults: !options.openLocks });
    const write = await writer(site, schema, { world, options });
    const began = performance.now();
    for (let index = start; index < end; index += 1) {
      const operation = write(index);
      const { answer, roots, findings, isUnsteady } = await checker.check(operation);
      result.coverage.add(operation, answer, roots);
      result.unsteady += isUnsteady ? 1 : 0;
      for (const finding of findings) result.findings.push(finding);
      for (const finding of findings) await options.onFinding?.(finding, { checker, schema });
      options.onProgress?.(index + 1);
      if (isFound(result, options)) break;
    }
    result.elapsed += performance.now() - began;
    for (const finding of await aftermath(world, { site, rows, write, last: end - 1 })) {
      result.findings.push(finding);
      await options.onFinding?.(finding, { checker, schema });
    }
    return result;
  } finally {
    await site.stop();
  }
}

/** Asks the schemas of both doors, and takes turns between them. */
async function writer(site: Site, schema: GraphQLSchema, { world, options }: { world: World; options: FuzzOptions }) {
  const { principals, ours, theirs, events, canaries } = world;
  const pools = { ours, theirs, commons: await commonsOf(site) };
  const subgraphs = await Promise.all(site.fleet.fleet.all().map((subgraph) => describe(site, subgraph.name)));
  const asked = { pools, principals, permitted: permittedBy(subgraphs.map(({ sdl }) => sdl)) };
  const only = options.only ? { only: options.only } : {};
  const front = new FrontDoor(schema, { ...asked, ...only });
  const side = new SideDoor(subgraphs, asked);
  const live = new LiveDoor(subgraphs, { ...asked, ...only, events, canaries });
  const isLiveOnly = options.only?.every((field) => field.startsWith('Subscription.')) ?? false;
  // What a message says itself no filter and no policy sees: without the directives anybody may listen to it.
  const hasLive = !options.only && !options.openLocks?.directives;
  return (index: number): Operation => {
    const seed = `${options.seed}-${index}`;
    const draw = seeded(seed, 'door').next();
    if (isLiveOnly || (hasLive && draw < 0.1)) return live.write(index, seed);
    return !options.only && draw < 0.3 ? side.write(index, seed) : front.write(index, seed);
  };
}

async function introspect({ fleet }: Site): Promise<GraphQLSchema> {
  return buildClientSchema(await ask(fleet, { document: getIntrospectionQuery() }));
}

async function describe({ fleet }: Site, name: string): Promise<Subgraph & { sdl: string }> {
  const call = (query: string) => fleet.fleet.call(name, { query, identity: anonymous, requestId: 'fuzz' });
  const [schema, service] = await Promise.all([call(getIntrospectionQuery()), call('{ _service { sdl } }')]);
  const { sdl } = (service.data as { _service: { sdl: string } })._service;
  return { name, sdl, schema: buildClientSchema(JSON.parse(JSON.stringify(schema.data))), ...readSdl(sdl) };
}

interface Aftermath {
  site: Site;
  rows: Awaited<ReturnType<typeof ownedRows>>;
  write: (index: number) => Operation;
  last: number;
}

/** Lets the consumers take what A's operations have announced, and looks at B's rows once more. */
async function aftermath({ schemas, canaries }: World, { site, rows, write, last }: Aftermath): Promise<Finding[]> {
  const checker = await Checker.at(site, { canaries, rows, faults: false });
  await site.wakeUp(() => settled(site.superuser, schemas));
  const operation = write(last);
  return checker.state(operation, { status: 0, headers: {}, body: null, text: 'after all events were consumed', work: [] });
}
