import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@supergraph/infra';

const TYPESCRIPT = fileURLToPath(new URL('../../testkit/typescript.mjs', import.meta.url));
const PATIENCE = 60_000;

export interface RigProcess {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  /** The end of what it wrote to its log. */
  log(): Promise<string>;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  /** At once, without a word: `kill -9`. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** As an operator stops it. */
  stop(): Promise<void>;
}

export interface StartOptions {
  name: string;
  /** Script and arguments for Node. */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Folder of its log. */
  logs: string;
  port?: number;
}

/** Starts a process of the rig and waits until it is ready. */
export async function startProcess({ name, args, env, logs, port }: StartOptions): Promise<RigProcess> {
  const at = port ?? (await freePort());
  const file = join(logs, `${name}.log`);
  const child = spawn(process.execPath, ['--import', TYPESCRIPT, ...args], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'test', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env, PORT: String(at) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(file, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const running = runningProcess(child, { name, url: `http://127.0.0.1:${at}`, file });
  await untilReady(running, child);
  return running;
}

function runningProcess(child: ChildProcess, { name, url, file }: { name: string; url: string; file: string }): RigProcess {
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (isOver()) return;
    const over = once(child, 'exit');
    child.kill(signal);
    await over;
  };
  return {
    name,
    pid: child.pid as number,
    url,
    log: async () => (await readFile(file, 'utf8')).slice(-4_000),
    memory: async () => residentBytes(await readFile(`/proc/${child.pid}/status`, 'utf8')),
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      await end('SIGTERM');
    },
  };
}

async function untilReady(running: RigProcess, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(50)) {
    const answer = await fetch(`${running.url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode === null && Date.now() < deadline) continue;
    await running.kill();
    throw new Error(`${running.name} did not become ready:\n${await running.log()}`);
  }
}

const residentBytes = (status: string): number => Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
