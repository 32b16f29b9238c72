import type { Random } from '../../fuzz/random.js';
import type { CachedValue, Effect, History, Published, Stream, Violation } from '../check/history.js';
import type { RigProcess } from '../rig/processes.js';
import type { Watcher } from '../rig/sockets.js';
import type { World } from '../rig/world.js';
import type { Writers, WritersOptions } from '../rig/writers.js';

/** What a fault has to work with while the load goes on. */
export interface Scene {
  world: World;
  writers: Writers;
  random: Random;
  /** How long the load lasts, in milliseconds; a fault that needs longer takes it. */
  duration: number;
  /** What the fault saw that belongs into the report: figures, and what it did when. */
  note(text: string): void;
  /** Clients that watch; what they were sent belongs into the history. */
  watchers: Watcher[];
  /** What another consumer than ours did, which is judged as if it were one of ours. */
  pretend(sink: string, effects: readonly Effect[]): void;
  /** A client of somebody else's making, judged as if it were one of ours. */
  overhear(stream: Stream): void;
  /** What readers are given beside what is stored, after everything has come to rest. */
  compare(values: readonly CachedValue[]): void;
  /** From when on (the run's clock) a stream may not be sent anything more. */
  revoke(stream: Stream, at: number): void;
  /** A process whose memory is watched. */
  weigh(process: RigProcess): void;
  /** What went against what this fault expects beside the invariants. */
  blame(what: string): void;
}

/** One way in which the world goes wrong, and what must hold nevertheless. */
export interface Fault {
  /** As in the design, F1 to F20, and after it. */
  id: string;
  title: string;
  brokers?: 1 | 3;
  /** Processes at the beginning. */
  start?: { ledger?: number; audience?: number; gateway?: number };
  env?: Readonly<Record<string, string>>;
  load?: Partial<Pick<WritersOptions, 'writers' | 'accounts' | 'hold' | 'undone' | 'negative' | 'pace' | 'padding'>>;
  /** Before the load. */
  before?(scene: Omit<Scene, 'writers'>): Promise<void>;
  /** Goes on while the load does. */
  during?(scene: Scene): Promise<void>;
  /** After the load, before everything is waited for. */
  after?(scene: Scene): Promise<void>;
  /** Looks at what the invariants do not. */
  judge?(scene: Scene, history: History): Promise<void>;
  /** It does something in a way that is known to be wrong: violations must be found, or the checker sees nothing. */
  isMutant?: boolean;
  /** The part of the topic that is judged, where the fault destroys what was in order before. */
  topicFrom?(published: readonly Published[]): Published[];
}

export interface FaultReport {
  fault: Fault;
  seed: number;
  /** Changes that were committed. */
  events: number;
  seconds: number;
  notes: readonly string[];
  violations: readonly (Violation | { invariant: 'expected'; what: string })[];
}
