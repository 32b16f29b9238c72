import { readFileSync } from 'node:fs';

/** Names one process for good: a later process that is given the same pid has another `startedAt`. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and clock tick of its start; absent where the system has no /proc. */
  startedAt?: string;
}

const DEAD_STATES = ['Z', 'X', 'x'];

/** The identity of the process that has this pid now. */
export function identify(pid: number): ProcessIdentity {
  const stat = readStat(pid);
  return stat ? { pid, startedAt: stat.startedAt } : { pid };
}

/** Whether that very process still runs. A zombie is dead, and so is a pid that was given to another process. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  const stat = readStat(pid);
  // A hidden /proc entry (hidepid) is not proof of death, so the signal decides.
  if (!stat) return answersSignal(pid);
  return !stat.isDead && (startedAt === undefined || startedAt === stat.startedAt);
}

function readStat(pid: number): { isDead: boolean; startedAt: string } | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The program's name, in brackets, may itself hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  // A killed process of many threads is a zombie before the last of them has let go of its ports and files.
  const isDead = DEAD_STATES.includes(fields[0] ?? '') && Number(fields[17]) <= 1;
  return { isDead, startedAt: `${boot}:${fields[19]}` };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
