import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { hear, liveGateway } from '../testing/live-gateway.js';
import { until } from '../testing/until.js';
import { Delivery } from './delivery.js';
import { Frame } from './frame.js';
import { Outlet } from './outlet.js';

const frame = (number: number, { key = 'k', size = 10 } = {}) =>
  new Frame({ key, cursor: `c${number}`, source: null, body: JSON.stringify({ data: number, pad: 'x'.repeat(size) }) });

/** A connection that takes nothing until it is read. */
function setUp({ isLatest = false } = {}) {
  const stream = new PassThrough({ writableHighWaterMark: 1, readableHighWaterMark: 1 });
  const written: Frame[] = [];
  let hasGivenUp = false;
  const dropped: number[] = [];
  const outlet = new Outlet({
    stream,
    giveUp: () => {
      hasGivenUp = true;
    },
  });
  const sink = {
    next: (next: Frame) => {
      written.push(next);
      stream.write('xxxx');
    },
  };
  const delivery = new Delivery({ sink, outlet, isLatest, onDrop: (count) => dropped.push(count) });
  return { delivery, outlet, written, dropped, read: () => stream.resume(), hasGivenUp: () => hasGivenUp };
}
const shown = (frames: readonly Frame[]) => frames.map(({ cursor, isResync }) => (isResync ? `resync ${cursor}` : cursor));
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a delivery to a client that reads slowly', () => {
  it('keeps what waits in order', async () => {
    const { delivery, written, read } = setUp();
    for (const number of range(100)) delivery.offer(frame(number));
    const before = written.length;
    read();
    await until(() => written.length === 100);

    expect(before).toBeLessThan(3);
    expect(shown(written)).toEqual(range(100).map((number) => `c${number}`));
  });

  it.each([
    ['messages', 300, 10],
    ['bytes', 30, 10_000],
  ])('drops the whole queue beyond so many %s, and says so once when the client has caught up', async (_, count, size) => {
    const { delivery, written, dropped, read } = setUp();
    for (const number of range(count)) delivery.offer(frame(number, { size }));
    const before = written.length;
    read();
    await until(() => shown(written).some((cursor) => cursor.startsWith('resync')));
    delivery.offer(frame(1_000));
    await until(() => shown(written).at(-1) === 'c1000');

    expect(shown(written).slice(before)).toEqual([`resync c${count - 1}`, 'c1000']);
    expect(dropped.reduce((sum, number) => sum + number, 0)).toBe(count - before);
  });

  it('replaces what waits by the latest of its key where only that counts', async () => {
    const { delivery, written, read } = setUp({ isLatest: true });
    for (const number of range(900)) delivery.offer(frame(number, { key: `k${number % 3}` }));
    read();
    await until(() => shown(written).at(-1) === 'c899');

    expect(shown(written).slice(-3)).toEqual(['c897', 'c898', 'c899']);
    expect(written.length).toBeLessThan(8);
  });
});

describe('a client that takes nothing', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is given up ten seconds after something was dropped, and not while it only waits', () => {
    jest.useFakeTimers();
    const waiting = setUp();
    for (const number of range(20)) waiting.delivery.offer(frame(number));
    const dropping = setUp();
    for (const number of range(300)) dropping.delivery.offer(frame(number));
    jest.advanceTimersByTime(9_999);
    const before = dropping.hasGivenUp();
    jest.advanceTimersByTime(2);

    expect([before, dropping.hasGivenUp(), waiting.hasGivenUp()]).toEqual([false, true, false]);
  });
});

const QUERY = (mode: string) =>
  `subscription @delivery(mode: LATEST, windowMs: ${mode}) { itemChanged(organizationId: "acme") { kind count item { id } } }`;

describe('@delivery(mode: LATEST)', () => {
  it('gives the first at once and then the latest of each key and window', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), { query: QUERY('300') });
    await gateway.running(1);
    for (const count of [1, 2, 3, 4]) for (const itemId of ['a', 'b']) await gateway.graph.emit('acme', { count, itemId });
    await until(() => heard.results.length === 4);

    expect(heard.results.map(({ data }) => `${data.itemChanged.item.id}${data.itemChanged.count}`)).toEqual(['a1', 'b1', 'a4', 'b4']);
    expect(gateway.graph.executions()).toBe(4);
  });

  it('loses nothing that waited when its client comes back', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), { query: QUERY('60000') });
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1, itemId: 'a' });
    await gateway.graph.emit('acme', { count: 2, itemId: 'a' });
    await gateway.graph.emit('acme', { count: 1, itemId: 'b' });
    await until(() => heard.results.length === 2);
    heard.stop();
    await gateway.running(0);
    const again = hear(gateway.client(), { query: QUERY('60000'), extensions: { resume: { cursor: heard.cursor() } } });
    await until(() => again.results.some(({ data }) => data.itemChanged.count === 2));

    expect(again.results.map(({ data }) => `${data.itemChanged.item.id}${data.itemChanged.count}`)).toEqual(['a2', 'b1']);
  });

  it('says nothing where nothing selected has changed, and all events do', async () => {
    const gateway = await liveGateway();
    const kinds = (mode: string) => `subscription ${mode} { itemChanged(organizationId: "acme") { kind } }`;
    const latest = hear(gateway.client(), { query: kinds('@delivery(mode: LATEST, windowMs: 50)') });
    const events = hear(gateway.client(), { query: kinds('') });
    await gateway.running(2);
    for (const [count, kind] of ['in', 'in', 'out'].entries()) {
      await gateway.graph.emit('acme', { kind, count });
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await until(() => events.results.length === 3 && latest.results.length === 2);

    expect(latest.results.map(({ data }) => data.itemChanged.kind)).toEqual(['in', 'out']);
  });

  it('refuses a window that cannot be kept', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), { query: QUERY('1') });
    await until(() => heard.error !== undefined);

    expect(heard.error).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});
