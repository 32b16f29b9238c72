import { type Metric, Counter as PromCounter, Gauge as PromGauge, Registry } from 'prom-client';
import { Cells } from './cells.js';
import { HistogramCell } from './histogram-cell.js';

type Labels<Name extends string> = Readonly<Record<Name, string>>;

export interface Counter<Label extends string> {
  add(labels: Labels<Label>, count?: number): void;
}

export interface Gauge<Label extends string> {
  set(labels: Labels<Label>, value: number): void;
  add(labels: Labels<Label>, count: number): void;
}

export interface Histogram<Label extends string> {
  observe(labels: Labels<Label>, value: number): void;
}

export interface Instrument<Label extends string> {
  name: string;
  help: string;
  /** Each with few values: a label that clients can choose would fill the memory. */
  labels: readonly Label[];
}

/** What is counted elsewhere, with what it stands at. */
export type Reading<Label extends string> = readonly [labels: Labels<Label>, value: number];

/** Counts what happens in this process, for whoever reads the metrics. */
export interface Meter {
  counter<Label extends string>(instrument: Instrument<Label>): Counter<Label>;
  gauge<Label extends string>(instrument: Instrument<Label>): Gauge<Label>;
  /** `buckets` are upper bounds, ascending. */
  histogram<Label extends string>(instrument: Instrument<Label> & { buckets: readonly number[] }): Histogram<Label>;
  /** Reads what is counted elsewhere, whenever somebody reads the metrics. */
  observe<Label extends string>(
    instrument: Instrument<Label> & { kind: 'counter' | 'gauge' },
    read: () => readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>,
  ): void;
  /** Everything so far, in the text format of Prometheus. */
  text(): Promise<string>;
  contentType: string;
}

/**
 * A meter with a registry of its own, so that two gateways in one process do not count for each other. What is counted with each request
 * is counted here, and handed to prom-client when somebody reads it: prom-client's own counting costs ten times as much.
 */
export function createMeter(): Meter {
  const registry = new Registry();
  const registers = [registry];
  return {
    counter({ name, help, labels }) {
      const cells = new Cells(labels, () => ({ value: 0 }));
      const counter: PromCounter<string> = new PromCounter({
        ...{ name, help, labelNames: labels, registers },
        collect() {
          counter.reset();
          for (const { labels: values, cell } of cells.all()) counter.inc(values, cell.value);
        },
      });
      return {
        add(values, count = 1) {
          if (!(count >= 0)) throw new TypeError(`A counter cannot go up by ${count}`);
          cells.of(values).value += count;
        },
      };
    },
    gauge({ name, help, labels }) {
      const gauge = new PromGauge({ name, help, labelNames: labels, registers });
      return { set: (values, value) => gauge.set(values, value), add: (values, count) => gauge.inc(values, count) };
    },
    histogram({ name, help, labels, buckets }) {
      const cells = new Cells(labels, () => new HistogramCell(buckets));
      const read = () => [...cells.all()].flatMap(({ labels: values, cell }) => cell.lines(name, values));
      const get = async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: read() });
      registry.registerMetric({ name, get } as unknown as Metric);
      return { observe: (values, value) => cells.of(values).observe(value) };
    },
    observe({ name, help, labels, kind }, read) {
      const options = { name, help, labelNames: labels, registers };
      if (kind === 'gauge') {
        const gauge = new PromGauge({
          ...options,
          async collect() {
            gauge.reset();
            for (const [values, value] of await read()) gauge.set(values, value);
          },
        });
        return;
      }
      const counter = new PromCounter({
        ...options,
        async collect() {
          counter.reset();
          for (const [values, value] of await read()) counter.inc(values, value);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
