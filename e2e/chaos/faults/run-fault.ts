import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../fuzz/random.js';
import { check } from '../check/check.js';
import type { CachedValue, Effect, History, Memory, Revocation, Stream } from '../check/history.js';
import type { RigProcess } from '../rig/processes.js';
import type { Watcher } from '../rig/sockets.js';
import { type Name, startWorld, type World } from '../rig/world.js';
import { startWriters } from '../rig/writers.js';
import type { Fault, FaultReport, Scene } from './fault.js';

const LOAD = { writers: 16, accounts: 40, hold: 10, undone: 0.05 };

export interface RunOptions {
  seed: number;
  /** Of the load, in milliseconds. */
  duration: number;
  /** Ends the run early; what was started is stopped. */
  signal?: AbortSignal;
}

/** A world of its own, load on it, the fault in the middle; then everything comes to rest and the whole is judged. @throws the signal's reason. */
export async function runFault(fault: Fault, { signal = new AbortController().signal, ...options }: RunOptions): Promise<FaultReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'innoerp-chaos-'));
  const interrupted = Promise.withResolvers<never>();
  interrupted.promise.catch(() => {});
  signal.addEventListener('abort', () => interrupted.reject(signal.reason), { once: true });
  let world: World | undefined;
  try {
    world = await startWorld({ dataDir, ...(fault.brokers ? { brokers: fault.brokers } : {}), ...(fault.env ? { env: fault.env } : {}) });
    signal.throwIfAborted();
    return await Promise.race([play(world, fault, options), interrupted.promise]);
  } finally {
    await world?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function play(world: World, fault: Fault, { seed, duration }: Omit<RunOptions, 'signal'>): Promise<FaultReport> {
  const began = performance.now();
  await startProcesses(world, fault);
  const told = newTale();
  const scene = { world, random: seeded(fault.id, seed), duration, ...told.tell };
  await fault.before?.(scene);
  const writers = startWriters({
    urls: urlsOf(world),
    secret: world.secret,
    random: seeded('writers', fault.id, seed),
    ...LOAD,
    ...fault.load,
  });
  const whole: Scene = { ...scene, writers };
  const weighing = told.weighAll();
  await Promise.all([sleep(duration), fault.during?.(whole)]).finally(() => writers.stop());
  await fault.after?.(whole);
  const known = await world.history(writers.writes);
  const history = told.tellIn(fault.topicFrom ? { ...known, published: fault.topicFrom(known.published) } : known);
  await fault.judge?.(whole, history);
  const memory = await weighing();
  const violations = [...told.blamed.map((what) => ({ invariant: 'expected' as const, what })), ...check({ ...history, memory })];
  if (violations.length > 0 && !fault.isMutant) told.tell.note((await logsOf(world)).join('\n'));
  return { fault, seed, events: history.committed.length, seconds: (performance.now() - began) / 1_000, notes: told.notes, violations };
}

/** What a fault tells of itself while it runs. */
function newTale() {
  const notes: string[] = [];
  const blamed: string[] = [];
  const watchers: Watcher[] = [];
  const overheard: Stream[] = [];
  const cached: CachedValue[] = [];
  const revocations: Revocation[] = [];
  const weighed: RigProcess[] = [];
  const pretended = new Map<string, readonly Effect[]>();
  return {
    notes,
    blamed,
    tellIn: (history: History): History => ({
      ...history,
      streams: [...watchers, ...overheard],
      cached,
      revocations,
      effects: [...history.effects, ...[...pretended.values()].flat()],
      sinks: [...history.sinks, ...pretended.keys()],
    }),
    tell: {
      note: (text: string) => void notes.push(text),
      blame: (what: string) => void blamed.push(what),
      watchers,
      overhear: (stream: Stream) => void overheard.push(stream),
      compare: (values: readonly CachedValue[]) => void cached.push(...values),
      revoke: (stream: Stream, at: number) => void revocations.push({ stream: stream.id, at }),
      pretend: (sink: string, effects: readonly Effect[]) => void pretended.set(sink, effects),
      weigh: (process: RigProcess) => void weighed.push(process),
    },
    /** Weighs the processes once a second; the answer stops it. */
    weighAll(): () => Promise<Memory[]> {
      const samples = new Map<string, number[]>();
      const timer = setInterval(async () => {
        for (const process of weighed) {
          const bytes = await process.memory().catch(() => 0);
          if (bytes > 0) samples.set(process.name, [...(samples.get(process.name) ?? []), bytes]);
        }
      }, 1_000);
      return async () => {
        clearInterval(timer);
        return [...samples].map(([process, bytes]) => ({ process, samples: bytes }));
      };
    },
  };
}

const urlsOf =
  ({ processes }: World) =>
  () =>
    processes.ledger.map(({ url }) => url);

/** The first of each alone, since it migrates the database; the others together. */
async function startProcesses(world: World, { start: { ledger = 2, audience = 2, gateway = 0 } = {} }: Fault): Promise<void> {
  await world.start('ledger');
  await world.start('audience');
  const more = (name: Name, count: number) => Array.from({ length: count }, () => world.start(name));
  await Promise.all([...more('ledger', ledger - 1), ...more('audience', audience - 1), ...more('gateway', gateway)]);
}

async function logsOf({ processes }: World): Promise<string[]> {
  const all = [...processes.ledger, ...processes.audience, ...processes.gateway];
  return Promise.all(all.map(async (process) => `--- ${process.name}\n${await process.log()}`));
}
