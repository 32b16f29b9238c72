/** The values of a histogram with one set of labels. */
export class HistogramCell {
  /** By the first upper bound that is not below them; those beyond the last one are in the sum and the count only. */
  readonly #buckets: number[];
  #sum = 0;
  #count = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.#buckets = bounds.map(() => 0);
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) throw new TypeError(`A histogram cannot observe ${value}`);
    const { bounds } = this;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] as number)) index += 1;
    if (index < bounds.length) this.#buckets[index]! += 1;
    this.#sum += value;
    this.#count += 1;
  }

  /** As the text format has it: each bucket holds those below it as well. */
  lines(name: string, labels: Readonly<Record<string, string>>) {
    let below = 0;
    const buckets = this.bounds.map((bound, index) => {
      below += this.#buckets[index] as number;
      return { metricName: `${name}_bucket`, labels: { le: bound, ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: this.#count },
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: this.#count },
    ];
  }
}
