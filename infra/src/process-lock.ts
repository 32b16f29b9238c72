import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyRunningError } from './infra.errors.js';
import { identify, isAlive, type ProcessIdentity } from './process-identity.js';

/** A held lock. Releasing twice is harmless; a process that dies holding it releases it too. */
export interface ProcessLock {
  readonly file: string;
  release(): void;
}

interface Holder extends ProcessIdentity {
  since: string;
  nonce: string;
}

const UNREADABLE: Holder = { pid: 0, since: '', nonce: 'unreadable' };

/**
 * Takes the lock file for this process, or throws AlreadyRunningError when a live process (this one included) holds it.
 * What a killed process left behind is taken over, also when its pid belongs to another process by now.
 */
export async function acquireLock(file: string): Promise<ProcessLock> {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    const nonce = tryTake(file);
    if (nonce) return { file, release: () => remove(file, nonce) };
    const holder = readHolder(file);
    if (!holder) continue;
    if (holder.pid > 0 && isAlive(holder)) throw new AlreadyRunningError(holder.pid, new Date(holder.since));
    await removeStale(file, holder);
  }
}

/** Takes the lock as soon as whoever holds it lets go; after `patienceMs` it throws what acquireLock throws. */
export async function waitForLock(file: string, patienceMs: number): Promise<ProcessLock> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await acquireLock(file);
    } catch (error) {
      if (!(error instanceof AlreadyRunningError) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Links a complete file into place, so that nobody ever reads a lock that is half written. */
function tryTake(file: string): string | undefined {
  const holder: Holder = { ...identify(process.pid), since: new Date().toISOString(), nonce: randomBytes(6).toString('hex') };
  const draft = `${file}.${holder.nonce}.draft`;
  writeFileSync(draft, `${JSON.stringify(holder)}\n`);
  try {
    linkSync(draft, file);
    return holder.nonce;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Of all that see the same dead holder only one may remove it: a second removal would hit the next holder's lock. */
async function removeStale(file: string, holder: Holder): Promise<void> {
  try {
    const guard = await acquireLock(`${file}.${holder.nonce}`);
    try {
      remove(file, holder.nonce);
    } finally {
      guard.release();
    }
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    await sleep(5);
  }
}

function remove(file: string, nonce: string): void {
  if (readHolder(file)?.nonce === nonce) rmSync(file, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder> | null;
    return holder?.pid && holder.nonce && holder.since ? (holder as Holder) : UNREADABLE;
  } catch (error) {
    if (error instanceof SyntaxError) return UNREADABLE;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
