import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@supergraph/infra';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A data folder for one story; `remove` also ends what a story that broke off has left running, and stops a PostgreSQL that a killed
 * process left in it.
 */
export async function aDataFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'innoerp-e2e-'));
  await chmod(path, 0o755);
  return {
    path,
    async remove() {
      await Promise.all([...running].filter(([, folder]) => folder === path).map(([left]) => endSurely(left)));
      const left = await startPostgres({ dataDir: join(path, 'postgres') });
      await left.stop();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export interface Product {
  url: string;
  process: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Sends the signal and waits for the end. @returns the exit code; null after a signal that cannot be caught. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

type Launched = Omit<Product, 'url'> & { exit: Promise<number | null> };

/** What runs, and in which data folder. */
const running = new Map<Launched, string | undefined>();

/** Milliseconds: servers that have only begun to start are waited for before they are stopped. */
const PATIENCE = 45_000;

/** With all that it has started itself, where it still can. */
async function endSurely({ process: child, end }: Launched): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await end('SIGTERM');
  clearTimeout(force);
}

/** A run of a script of the product, as a person would start it. */
export function launch(script: string, env: Record<string, string>): Launched {
  const child = spawn(process.execPath, [script], { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const launched: Launched = {
    process: child,
    exit,
    output: () => output,
    end: (signal) => {
      child.kill(signal);
      return exit;
    },
  };
  running.set(launched, env.DATA_DIR);
  void exit.then(() => running.delete(launched));
  return launched;
}

/** Starts the all-in-one process on a free port and waits until it says where it is. */
export async function startProduct(dataDir: string, env: Record<string, string> = {}): Promise<Product> {
  const launched = launch('standalone/dist/main.js', { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...env });
  return { ...launched, url: await announced(launched, /GraphQL +(http:\S+)\/graphql/) };
}

/** Waits for a line of output. @throws with the whole output where the process ends before. */
export async function announced(launched: Launched, line: RegExp): Promise<string> {
  const { output, exit } = launched;
  let isOver = false;
  void exit.then(() => (isOver = true));
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const found = output().match(line);
    if (found) return found[1] ?? '';
    if (isOver) throw new Error(`The process ended before it was ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await endSurely(launched);
  throw new Error(`The process did not become ready:\n${output()}`);
}
