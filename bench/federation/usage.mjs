// What a candidate has used: of its whole tree of processes where /proc says so, and of the process itself elsewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { heard } from './children.mjs';

/** /proc counts CPU time in hundredths of a second on every Linux there is, and memory in pages. */
const TICKS = 100;
const PAGE = 4_096;

/** @returns {Promise<{ cpu: number, rss: number, late: number }>} seconds, bytes, and the event loop's p99 delay in ms since the last time. */
export async function usageOf(child) {
  const answer = heard(child, 'usage');
  child.send('usage');
  const { usage } = await answer;
  if (!existsSync(`/proc/${child.pid}/stat`)) return usage;
  const tree = treeOf(child.pid);
  const sum = (read) => tree.reduce((total, pid) => total + read(pid), 0);
  return { ...usage, cpu: sum(cpuOf), rss: sum(rssOf) };
}

const treeOf = (pid) => [pid, ...childrenOf(pid).flatMap(treeOf)];

const childrenOf = (pid) =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

/** User and system time of all its threads, also of those that have ended. */
function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

const rssOf = (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE;
