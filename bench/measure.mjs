/** @param {number[]} values */
export const quantile = (values, share) =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))];

/**
 * Runs candidates in turns, so that whatever else the machine does falls on all of them alike.
 *
 * @param {Record<string, () => Promise<unknown>>} candidates each does the work once.
 * @param {{ rounds?: number, turns?: number, concurrency?: number }} options
 * @returns {Promise<Record<string, { p50: number, p99: number, perSecond: number, cpu: number }>>} microseconds; cpu is of this process, for one turn.
 */
export async function inTurns(candidates, { rounds = 5, turns = 1_000, concurrency = 1 } = {}) {
  const results = Object.fromEntries(Object.keys(candidates).map((name) => [name, { times: [], perSecond: [], cpu: [] }]));
  for (const work of Object.values(candidates)) await runTurns(work, { turns: Math.min(turns, 300), concurrency });
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(candidates)) {
      const { times, perSecond, cpu } = await runTurns(work, { turns, concurrency });
      results[name].times.push(...times);
      results[name].perSecond.push(perSecond);
      results[name].cpu.push(cpu);
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, { times, perSecond, cpu }]) => [
      name,
      { p50: quantile(times, 0.5), p99: quantile(times, 0.99), perSecond: quantile(perSecond, 0.5), cpu: quantile(cpu, 0.5) },
    ]),
  );
}

async function runTurns(work, { turns, concurrency }) {
  const times = [];
  let left = turns;
  const [started, startedCpu] = [performance.now(), process.cpuUsage()];
  const lane = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      await work();
      times.push((performance.now() - begun) * 1_000);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const { user, system } = process.cpuUsage(startedCpu);
  return { times, perSecond: (turns * 1_000) / (performance.now() - started), cpu: (user + system) / turns };
}

/** Prints a table with ratios to the first candidate. */
export function print(title, results) {
  const [first] = Object.values(results);
  console.log(`\n${title}\n`);
  console.log('| candidate | p50 µs | p99 µs | per second | ratio p50 | ratio per second |\n|---|---|---|---|---|---|');
  for (const [name, { p50, p99, perSecond }] of Object.entries(results)) {
    const ratios = [(p50 / first.p50).toFixed(2), (perSecond / first.perSecond).toFixed(2)];
    console.log(`| ${name} | ${p50.toFixed(0)} | ${p99.toFixed(0)} | ${perSecond.toFixed(0)} | ${ratios.join(' | ')} |`);
  }
}
