import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, type ProcessIdentity } from '../process-identity.js';
import type { SystemUser } from './system-user.js';

const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** Recovery after a crash may take minutes on much data. */
const PATIENCE_MS = 5 * 60_000;

export interface Launch<Answer> {
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  user?: SystemUser;
  logFile: string;
  /** Called before the program runs: it gets its standard input, and is let go, only when this has resolved. */
  beforeRun?(process: ProcessIdentity): Promise<string>;
  /** Whether the process, and not another program, answers; asked again and again. `output` is what it has written so far. */
  ask(process: ProcessIdentity, output: () => Promise<string>): Promise<Answer | undefined>;
  stop(process: ProcessIdentity): Promise<void>;
  /** Makes the error of what the server wrote. */
  explain(output: string): Error;
}

/** Starts a server that outlives this process, and waits until it answers. When that fails, nothing is left running. */
export async function launchServer<Answer>(launch: Launch<Answer>): Promise<{ process: ProcessIdentity; answer: Answer }> {
  const log = await openLog(launch.logFile);
  try {
    const { size } = await log.stat();
    const child = spawnServer(launch, log);
    await once(child, 'spawn');
    const process = identify(child.pid!);
    const output = () => tail(log, size);
    const stopOnError = async (error: unknown) => {
      await launch.stop(process);
      throw error;
    };
    await letRun(launch, child, process).catch(stopOnError);
    const answer = await waitUntilUp(child, () => launch.ask(process, output)).catch(stopOnError);
    if (answer !== undefined) return { process, answer };
    const silence = hasEnded(child) ? '' : `It did not answer within ${PATIENCE_MS / 1000} seconds`;
    await launch.stop(process);
    throw launch.explain(`${await output()}${silence}`);
  } finally {
    await log.close();
  }
}

function spawnServer<Answer>({ program, args, env, user, beforeRun }: Launch<Answer>, log: FileHandle): ChildProcess {
  // The shell becomes the program, under the same pid, at a word from us; it ends without one when we were killed before.
  const [command, commandArgs] = beforeRun ? ['/bin/sh', ['-c', 'read -r go && exec "$0" "$@"', program, ...args]] : [program, args];
  const child = spawn(command, commandArgs, {
    ...user,
    env,
    // Its own session: Ctrl-C in our terminal must not stop the server before its clients.
    detached: true,
    cwd: '/',
    stdio: [beforeRun ? 'pipe' : 'ignore', log.fd, log.fd],
  });
  child.unref();
  return child;
}

async function letRun<Answer>({ beforeRun }: Launch<Answer>, child: ChildProcess, process: ProcessIdentity): Promise<void> {
  if (!beforeRun) return;
  // A program that ends without reading its input says why in its log.
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(`go\n${await beforeRun(process)}`);
}

/** Undefined when the server gave up by itself, or did not answer in time. */
async function waitUntilUp<Answer>(child: ChildProcess, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!hasEnded(child) && Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(10);
  }
  return undefined;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function openLog(file: string): Promise<FileHandle> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(file, `${file}.1`);
  return open(file, 'a+', 0o600);
}

async function tail(log: FileHandle, from: number): Promise<string> {
  const { size } = await log.stat();
  const { buffer, bytesRead } = await log.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.toString('utf8', 0, bytesRead);
}
