import { deepStrictEqual } from 'node:assert';
import { startCandidate } from './candidates.mjs';
import { heard, stop } from './children.mjs';
import { printProfile, printTable } from './table.mjs';
import { usageOf } from './usage.mjs';

/**
 * Starts the candidates, then compares them on one operation after another and prints a table for each. One that cannot be had has a
 * row that says why.
 *
 * @param {{ title: string, operation: string }[]} parts
 * @param {{ names: string[], graph: object, headers: Record<string, string>, children: object, rounds: number, seconds: number, profile: boolean }} setting
 */
export async function compare(parts, { names, graph, ...setting }) {
  const rows = [];
  try {
    for (const name of names) rows.push(await startCandidate(name, graph));
    for (const { title, operation } of parts) {
      printTable(title, await measure(rows, { ...setting, operation }));
      if (setting.profile) for (const row of rows) if (row.child) printProfile(row, await profileOf(row, { ...setting, operation }));
    }
  } finally {
    await Promise.all(rows.map(({ child }) => child && stop(child, 'SIGKILL'))); // there is nothing that they would have to finish
  }
}

/** Warms each candidate up, then measures them by turns. */
async function measure(rows, setting) {
  const running = rows.filter(({ child }) => child);
  const expected = { answer: undefined };
  for (const row of running) await clients(row, { ...setting, expected, seconds: Math.max(2, setting.seconds) });
  for (const row of running) row.rounds = [];
  for (let round = 0; round < setting.rounds; round += 1)
    for (const row of running) row.rounds.push(await measureOnce(row, { ...setting, expected }));
  return rows;
}

async function measureOnce(row, setting) {
  const before = await usageOf(row.child);
  await callsOf(setting.children.subgraphs);
  const { answers, elapsed, p50, p99 } = await clients(row, setting);
  const calls = await callsOf(setting.children.subgraphs);
  const after = await usageOf(row.child);
  return {
    perCpuSecond: answers / (after.cpu - before.cpu),
    perSecond: answers / elapsed,
    p50,
    p99,
    late: after.late,
    rss: after.rss,
    calls: calls / answers,
  };
}

/** Measured apart: a profile costs some of what it measures. */
async function profileOf(row, setting) {
  const tell = async (message, key) => {
    const answer = heard(row.child, key);
    row.child.send(message);
    return (await answer)[key];
  };
  await tell('profile', 'profiling');
  await clients(row, { ...setting, expected: {} });
  return tell('profiled', 'profile');
}

async function clients({ name, url }, { operation, headers, seconds, expected, children: { load } }) {
  const loaded = heard(load, 'load');
  load.send({ url, operation, headers, seconds });
  const { load: result, failure } = await loaded;
  if (failure) throw new Error(`${name}: ${failure}`);
  const answer = JSON.parse(result.first);
  if (!answer.data || answer.errors) throw new Error(`${name} answers ${result.first.slice(0, 500)}`);
  expected.answer ??= answer;
  deepStrictEqual(answer, expected.answer, `${name} answers something else than the first candidate`);
  return result;
}

async function callsOf(subgraphs) {
  const answer = heard(subgraphs, 'calls');
  subgraphs.send('calls');
  return (await answer).calls;
}
