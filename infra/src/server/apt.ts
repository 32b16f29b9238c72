import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATIENCE_MS = 5 * 60_000;
const MAX_COMPLAINTS = 3;

/** Apt could not do it; the text is what apt said. */
export class AptError extends Error {}

/** How apt is run. */
export interface Apt {
  options: string[];
  env: NodeJS.ProcessEnv;
}

/** As the machine has it set up, in English: we read what it says. */
export function machineApt(): Apt {
  return { options: [], env: { ...process.env, LC_ALL: 'C' } };
}

/** Runs apt-get without questions and gives what it says. Throws AptError. */
export function aptGet(apt: Apt, args: string[], cwd = '/'): Promise<string> {
  return aptRun('apt-get', ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=10', ...apt.options, '-y', ...args], apt, cwd);
}

/** Runs another program of apt's family. Throws AptError. */
export async function aptRun(program: string, args: string[], { env }: Apt, cwd: string): Promise<string> {
  try {
    return (await run(program, args, { cwd, env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const complaints = (stderr ?? '').split('\n').filter((line) => /^(E:|dpkg-deb: error)/.test(line));
    throw new AptError(complaints.slice(0, MAX_COMPLAINTS).join(' ') || message);
  }
}
