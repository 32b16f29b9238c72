import { describe, expect, it } from '@jest/globals';
import { check } from './check.js';
import { type Effect, type Frame, type History, nothingHappened, type Published } from './history.js';

const published = (id: string, sequence: number, offset: number, key = 'a'): Published => ({
  id,
  key,
  eventId: `event-${id}`,
  sequence,
  partition: 0,
  offset,
});
const effect = (id: string, sequence: number, key = 'a'): Effect => ({ sink: 'sum', id, key, eventId: `event-${id}`, sequence });
const event = (offset: number, more: Partial<Frame> = {}): Frame => ({
  kind: 'event',
  epoch: 'e',
  offset,
  organizationId: 'one',
  at: offset,
  ...more,
});

/** Two changes of one aggregate, written, published and handled as they should be. */
const fine: History = {
  ...nothingHappened,
  writes: [
    { id: '1', key: 'a', outcome: 'acknowledged' },
    { id: '2', key: 'a', outcome: 'unknown' },
    { id: '3', key: 'a', outcome: 'refused' },
  ],
  committed: [
    { id: '1', key: 'a' },
    { id: '2', key: 'a' },
  ],
  published: [published('1', 1, 0), published('2', 2, 1), published('1', 1, 2)],
  effects: [effect('1', 1), effect('2', 2)],
  sinks: ['sum'],
  cached: [{ key: 'a', cached: { n: 2 }, stored: { n: 2 } }],
  streams: [
    {
      id: 's',
      organizationId: 'one',
      from: { epoch: 'e', offset: 4 },
      frames: [event(5), event(6), { kind: 'resync', epoch: 'f', offset: 9, at: 7 }, event(10, { epoch: 'f' })],
    },
  ],
  revocations: [{ stream: 's', at: 9.5 }],
  memory: [{ process: 'gateway', samples: [100, 110, 120, 110, 115, 112] }],
};
const firstStream = fine.streams[0] as History['streams'][number];
const withFrames = (...frames: Frame[]): Partial<History> => ({ streams: [{ ...firstStream, frames }] });

describe('the checker of a run', () => {
  it('finds nothing where everything held, duplicates in a topic included', () => {
    expect(check(fine)).toEqual([]);
  });

  it.each<[string, string, Partial<History>]>([
    ['I1', 'an acknowledged write that is not there', { writes: [{ id: '9', key: 'a', outcome: 'acknowledged' }] }],
    ['I1', 'a change that no consumer saw', { effects: [effect('1', 1)] }],
    ['I1', 'an effect that was done twice', { effects: [effect('1', 1), effect('2', 2), effect('2', 2)] }],
    ['I2', 'a topic out of order', { published: [published('2', 2, 0), published('1', 1, 1)] }],
    ['I2', 'a hole in a topic', { published: [published('2', 2, 0)] }],
    ['I2', 'effects out of order', { effects: [effect('2', 2), effect('1', 1)] }],
    ['I3', 'an event of a change that was rolled back', { published: [...fine.published, published('9', 3, 3)] }],
    ['I3', 'an effect of a change that was rolled back', { effects: [...fine.effects, effect('9', 3)] }],
    ['I4', 'a stale value', { cached: [{ key: 'a', cached: { n: 1 }, stored: { n: 2 } }] }],
    ['I5', 'a hole in a stream', withFrames(event(5), event(7))],
    ['I5', 'a message that comes twice', withFrames(event(5), event(5))],
    ['I5', 'another epoch without a word', withFrames(event(5), event(6, { epoch: 'f' }))],
    ['I5', 'a first message that is not the one after the cursor', withFrames(event(6))],
    ['I6', 'a delivery too long after it was forbidden', withFrames(event(5, { at: 1_010 }))],
    ['I7', 'data of another organization', withFrames(event(5, { organizationId: 'two' }))],
    [
      'I8',
      'a process that keeps growing',
      { memory: [{ process: 'gateway', samples: [1, 1, 1, 200, 300, 400].map((mb) => mb * 1_048_576) }] },
    ],
  ])('%s: %s', (invariant, _, broken) => {
    expect(check({ ...fine, ...broken }).map((found) => found.invariant)).toContain(invariant);
  });
});
