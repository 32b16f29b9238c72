import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { createMeter } from './meter.js';

describe('a meter', () => {
  it('counts for each set of labels, whatever their order, and from zero where there are none', async () => {
    const meter = createMeter();
    const counter = meter.counter({ name: 'calls_total', help: 'Calls', labels: ['one', 'other'] });
    meter.counter({ name: 'starts_total', help: 'Starts', labels: [] });
    counter.add({ one: 'a', other: 'b' });
    counter.add({ other: 'b', one: 'a' }, 2);
    counter.add({ one: 'ab', other: '' });

    const text = await meter.text();

    expect(text).toContain('# TYPE calls_total counter\ncalls_total{one="a",other="b"} 3\ncalls_total{one="ab",other=""} 1\n');
    expect(text).toContain('\nstarts_total 0\n');
    expect(await meter.text()).toBe(text);
    expect(() => counter.add({ one: 'a', other: 'b' }, -1)).toThrow('cannot go up by -1');
  });

  it('tells a histogram as prom-client does', async () => {
    const settings = { name: 'seconds', help: 'Time "taken"', buckets: [0.1, 0.5, 1] };
    const meter = createMeter();
    const ours = meter.histogram({ ...settings, labels: ['path'] });
    const registry = new Registry();
    const theirs = new Histogram({ ...settings, labelNames: ['path'], registers: [registry] });
    for (const value of [0.05, 0.1, 0.1001, 0.7, 1, 3]) {
      ours.observe({ path: 'a"b' }, value);
      theirs.observe({ path: 'a"b' }, value);
    }
    ours.observe({ path: 'c' }, 2);
    theirs.observe({ path: 'c' }, 2);

    expect(await meter.text()).toBe(await registry.metrics());
    expect(() => ours.observe({ path: 'a' }, Number.NaN)).toThrow('cannot observe NaN');
  });
});
