import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { memoryRateLimiter } from './memory-rate-limiter.js';
import type { RateLimiter, Take } from './rate-limiter.js';
import { withFallback } from './with-fallback.js';

const take: Take = { scope: 'principal', key: 'a', limit: { burst: 1, perMinute: 1 }, cost: 1 };

/** A shared limiter that can be broken, with a fallback behind it and a clock to turn. */
function aLimiter() {
  const state = { isBroken: false, asked: 0, time: 0, closed: 0 };
  const lines: { level: number; msg: string }[] = [];
  const log = createLogger({ service: 'gateway', level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const shared = memoryRateLimiter();
  const close = async () => {
    state.closed += 1;
  };
  const first: RateLimiter = {
    take: async (takes) => {
      state.asked += 1;
      if (state.isBroken) throw new Error('Connection is closed.');
      return shared.take(takes);
    },
    close,
  };
  const second = { ...memoryRateLimiter(), close };
  return { state, lines, limiter: withFallback(first, second, { log, now: () => state.time }) };
}

/** What went on in the background has come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('withFallback', () => {
  it('counts with the first while it answers', async () => {
    const { limiter, state, lines } = aLimiter();

    const verdicts = [await limiter.take([take]), await limiter.take([take])];

    expect(verdicts.map(({ refusedBy }) => refusedBy.length)).toEqual([0, 1]);
    expect([state.asked, lines]).toEqual([2, []]);
  });

  it('goes on counting without it, fails no request and says so once', async () => {
    const { limiter, state, lines } = aLimiter();
    state.isBroken = true;

    const verdicts = [];
    for (state.time = 0; state.time < 5_000; state.time += 100) verdicts.push(await limiter.take([take]));

    expect(verdicts.map(({ refusedBy }) => refusedBy.length).slice(0, 3)).toEqual([0, 1, 1]);
    expect(lines).toMatchObject([{ level: 40, msg: expect.stringContaining('each process counts for itself') }]);
  });

  it('asks the first again once in a second, and not with every request', async () => {
    const { limiter, state } = aLimiter();
    state.isBroken = true;

    for (state.time = 0; state.time < 3_000; state.time += 10) await limiter.take([take]);

    expect(state.asked).toBe(3);
  });

  it('lets one request at a time find out whether it is back', async () => {
    const { limiter, state } = aLimiter();
    state.isBroken = true;
    await limiter.take([take]);
    state.time = 1_500;

    await Promise.all(Array.from({ length: 5 }, () => limiter.take([take])));

    expect(state.asked).toBe(2);
  });

  it('lets no request wait while it is away', async () => {
    const first: RateLimiter = {
      take: () => (isHanging ? new Promise(() => {}) : Promise.reject(new Error('Command timed out'))),
      close: async () => {},
    };
    let isHanging = false;
    let time = 0;
    const log = createLogger({ service: 'gateway', level: 'silent' });
    const limiter = withFallback(first, memoryRateLimiter(), { log, now: () => time });
    await limiter.take([take]);
    isHanging = true;
    time = 5_000;

    expect((await limiter.take([take])).refusedBy).toHaveLength(1);
  });

  it('returns to the first when it is back, and says so', async () => {
    const { limiter, state, lines } = aLimiter();
    state.isBroken = true;
    await limiter.take([take]);
    state.isBroken = false;
    state.time = 2_000;

    await limiter.take([take]);
    await settled();
    await limiter.take([take]);

    expect(state.asked).toBe(3);
    expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('cannot be read'), 'the shared rate limits are back']);
  });

  it('lets go of both', async () => {
    const { limiter, state } = aLimiter();

    await limiter.close();

    expect(state.closed).toBe(2);
  });
});
