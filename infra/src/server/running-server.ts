import { UnprovenProcessError } from '../infra.errors.js';
import type { ProcessIdentity } from '../process-identity.js';

/** A server that answers. */
export interface RunningServer {
  /** On 127.0.0.1, with full rights. Holds the password: never log it. */
  url: string;
  port: number;
  pid: number;
  version: string;
  /** It ran already, left by a process that is gone or shared with one that still runs. */
  adopted: boolean;
  /** Shuts the server down, adopted or not, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** A server as a program finds it that does not want to start one. */
export interface FoundServer {
  pid: number;
  /** Absent while it starts, recovers or stops. */
  answers?: Pick<RunningServer, 'url' | 'port' | 'version'>;
  /** As of a RunningServer. */
  stop(): Promise<void>;
}

/** A server process that answered us, and so is proven to be the one of our data folder. */
export interface LiveServer {
  process: ProcessIdentity;
  port: number;
  version: string;
}

/**
 * `busy`: it runs and does not answer, so it is starting, recovering or stopping. Where that is not proven, the pid may by now
 * belong to another program.
 */
export type ServerState =
  | { is: 'down' }
  | { is: 'busy'; process: ProcessIdentity; isProven: boolean }
  | { is: 'answering'; server: LiveServer };

/** What is the same in every server once it runs. */
export interface ServerManners {
  url(port: number): string;
  stop(process: ProcessIdentity): Promise<void>;
}

export function runningServer({ process, port, version }: LiveServer, adopted: boolean, manners: ServerManners): RunningServer {
  return { url: manners.url(port), port, version, pid: process.pid, adopted, stop: once(() => manners.stop(process)) };
}

export function foundServer(state: ServerState, manners: ServerManners): FoundServer | undefined {
  if (state.is === 'down') return undefined;
  if (state.is === 'answering') {
    const { url, port, version, pid, stop } = runningServer(state.server, true, manners);
    return { pid, answers: { url, port, version }, stop };
  }
  const { process, isProven } = state;
  const refuse = () => Promise.reject(new UnprovenProcessError(process.pid));
  return { pid: process.pid, stop: isProven ? once(() => manners.stop(process)) : refuse };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
