import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AlarmClock } from './alarm-clock.js';

describe('an alarm clock', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const clockWith = (...times: number[]) => {
    const clock = new AlarmClock();
    const rung: number[] = [];
    const began = performance.now();
    const alarms = times.map((time) => clock.set(began + time, () => void rung.push(time)));
    return { clock, rung, alarms };
  };

  it('rings for each when its time has come, whatever the order in which they came', () => {
    const { rung } = clockWith(300, 100, 200, 200);

    jest.advanceTimersByTime(99);
    const early = [...rung];
    jest.advanceTimersByTime(1);
    const first = [...rung];
    jest.advanceTimersByTime(1_000);

    expect([early, first, rung]).toEqual([[], [100], [100, 200, 200, 300]]);
  });

  it('rings for none that is gone, and still for those behind it', () => {
    const { rung, alarms } = clockWith(100, 200);
    alarms[0]!.clear();

    jest.advanceTimersByTime(150);
    const early = [...rung];
    jest.advanceTimersByTime(100);

    expect([early, rung]).toEqual([[], [200]]);
  });

  it('rings for none that another one has cleared at the same moment', () => {
    const clock = new AlarmClock();
    const rung: string[] = [];
    clock.set(performance.now() + 10, () => {
      rung.push('first');
      second.clear();
    });
    const second = clock.set(performance.now() + 10, () => void rung.push('second'));

    jest.advanceTimersByTime(20);

    expect(rung).toEqual(['first']);
  });

  it('takes one that is set while it rings', () => {
    const clock = new AlarmClock();
    const rung: string[] = [];
    const ring = () => {
      rung.push('first');
      clock.set(performance.now() + 5, () => void rung.push('later'));
    };
    clock.set(performance.now() + 10, ring);
    clock.set(performance.now() + 1_000, () => void rung.push('last'));

    jest.advanceTimersByTime(16);

    expect(rung).toEqual(['first', 'later']);
  });

  it('has one timer for all, which is left where it is while they come and go', () => {
    const { clock, alarms } = clockWith(...Array.from({ length: 1_000 }, (_, index) => 100 + index));
    const before = jest.getTimerCount();
    for (const alarm of alarms) alarm.clear();
    clock.set(performance.now() + 150, () => {});

    expect([before, jest.getTimerCount()]).toEqual([1, 1]);
  });
});
