import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveServer, ServerState } from './running-server.js';

const TRIES = 20;
const PAUSE_MS = 300;
const PATIENCE_MS = 5 * 60_000;

/** The rest of a killed server still holds the data or the port for a moment: trying again helps. */
export class LeftoversInTheWay extends Error {}

export interface AdoptOrLaunch {
  inspect(): Promise<ServerState>;
  /** May throw LeftoversInTheWay. */
  launch(): Promise<LiveServer>;
  /** Told once, with the process that everybody waits for. */
  waiting(pid: number): void;
}

/** Undefined when the data is held for minutes by a server that does not answer. */
export async function adoptOrLaunch({ inspect, launch, waiting }: AdoptOrLaunch): Promise<[LiveServer, adopted: boolean] | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  let hasTold = false;
  for (let failures = 0; failures < TRIES && Date.now() < deadline; ) {
    const state = await inspect();
    if (state.is === 'answering') return [state.server, true];
    if (state.is === 'busy' && !hasTold) {
      waiting(state.process.pid);
      hasTold = true;
    }
    try {
      if (state.is === 'down') return [await launch(), false];
    } catch (error) {
      if (!(error instanceof LeftoversInTheWay)) throw error;
      failures += 1;
    }
    await sleep(PAUSE_MS);
  }
  return undefined;
}
