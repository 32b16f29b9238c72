import { quantile } from '../measure.mjs';

const median = (values) => quantile(values, 0.5);
const figures = (value) => value.toFixed(value < 100 ? 1 : 0);

/** The median, least and most. */
const withRange = (values, show) => `${show(median(values))} (${show(Math.min(...values))} … ${show(Math.max(...values))})`;

/**
 * Ratios are of the same round.
 *
 * @param {{ name: string, title: string, inProcess: boolean, rounds?: object[], failure?: string }[]} rows by candidate, each with its
 * rounds in the order in which they were measured, or with the reason why there are none.
 */
export function printTable(title, rows) {
  const measured = rows.filter(({ rounds }) => rounds);
  const others = ['stock', 'hive-rust', 'hive-rust-as-is'].flatMap((name) => measured.find((row) => row.name === name) ?? []);
  const head = ['candidate', 'answers per CPU-second', ...others.map((other) => `× ${other.name}`), ...REST];
  console.log(`\n### ${title}\n\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}`);
  for (const row of rows) {
    const columns = row.rounds ? columnsOf(row, others) : [row.failure, ...head.slice(2).map(() => '')];
    console.log(`| ${row.title} | ${columns.join(' | ')} |`);
  }
}

/** @param {{ share: number, name: string }[]} functions */
export function printProfile({ title }, functions) {
  console.log(`\nOwn time of ${title}:\n`);
  for (const { share, name } of functions) console.log(`- ${(share * 100).toFixed(1)} % ${name}`);
}

const REST = ['answers per second', 'p50 ms', 'p99 ms', 'loop late p99 ms', 'RSS MB', 'calls of subgraphs'];

function columnsOf({ rounds, inProcess }, others) {
  const all = (key) => rounds.map((round) => round[key]);
  const ratiosTo = (other) => rounds.map(({ perCpuSecond }, index) => perCpuSecond / other.rounds[index].perCpuSecond);
  return [
    withRange(all('perCpuSecond'), figures),
    ...others.map((other) => withRange(ratiosTo(other), (ratio) => ratio.toFixed(2))),
    figures(median(all('perSecond'))),
    median(all('p50')).toFixed(1),
    median(all('p99')).toFixed(1),
    median(all('late')).toFixed(1),
    (Math.max(...all('rss')) / 2 ** 20).toFixed(0),
    inProcess ? '' : median(all('calls')).toFixed(1),
  ];
}
