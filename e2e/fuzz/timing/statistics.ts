/** Two samples, compared. */
export interface Comparison {
  /** Milliseconds. */
  medians: [number, number];
  /** Chance that a value of the first is larger than one of the second, ties halved: 0.5 where nothing tells them apart. */
  superiority: number;
  /** Two-sided, of Mann and Whitney's test in its normal approximation. */
  p: number;
  /** Largest distance of the two distribution functions (Kolmogorov, Smirnov). */
  distance: number;
}

export function compareSamples(first: readonly number[], second: readonly number[]): Comparison {
  const all = [...first.map((value) => ({ value, of: 0 })), ...second.map((value) => ({ value, of: 1 }))].sort((a, b) => a.value - b.value);
  const ranks = ranksOf(all.map(({ value }) => value));
  const sum = all.reduce((total, { of }, index) => (of === 0 ? total + (ranks[index] ?? 0) : total), 0);
  const [n, m] = [first.length, second.length];
  const u = sum - (n * (n + 1)) / 2;
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  return {
    medians: [median(first), median(second)],
    superiority: u / (n * m),
    p: 2 * (1 - normal(Math.abs((u - (n * m) / 2) / deviation))),
    distance: distanceOf(all, n, m),
  };
}

/** Ranks from 1, those of equal values averaged. */
function ranksOf(sorted: readonly number[]): number[] {
  return sorted.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

function distanceOf(all: readonly { of: number }[], n: number, m: number): number {
  let [one, other, most] = [0, 0, 0];
  for (const { of } of all) {
    if (of === 0) one += 1 / n;
    else other += 1 / m;
    most = Math.max(most, Math.abs(one - other));
  }
  return most;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The standard normal distribution function (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
