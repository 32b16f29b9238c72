import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { channelName, compileFilter, decodeCursor, encodeCursor, PLATFORM, parseChannel, userOwner } from './index.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a channel', () => {
  it('has a name that says whose it is and what it is about, and spreads over the partitions', () => {
    expect(channelName('7b6c7a3e-0000-7000-8000-000000000001', 'organization-module')).toBe(
      'rt:{p99}:7b6c7a3e-0000-7000-8000-000000000001:organization-module',
    );
    const partitions = new Set(Array.from({ length: 5_000 }, () => /\{p\d+\}/.exec(channelName(randomUUID(), 'x'))?.[0]));
    expect(partitions.size).toBe(128);
  });

  it('is read again as it was named', () => {
    for (const [owner, word] of [
      [randomUUID(), 'organization-module'],
      [PLATFORM, 'module'],
      [userOwner(randomUUID()), 'session'],
    ] as const)
      expect(parseChannel(channelName(owner, word))).toEqual({ owner, word });
    expect(() => parseChannel('rt:{p1}:platform:module')).toThrow('cursor');
  });

  it.each([
    ['', 'x'],
    ['a b', 'x'],
    ['{p1}', 'x'],
    ['a', ''],
    ['a', 'A'],
    ['a', 'x:y'],
  ])('is not made of %j and %j', (owner, word) => {
    expect(() => channelName(owner, word)).toThrow(RangeError);
  });
});

describe('a cursor', () => {
  const channel = channelName(randomUUID(), 'note');

  it('is read again as it was written', () => {
    const positions = { [channel]: { epoch: 'abc-_1', offset: 7 }, [channelName(PLATFORM, 'x')]: { epoch: 'e', offset: 0 } };

    expect(decodeCursor(encodeCursor(positions))).toEqual(positions);
  });

  it.each([
    ['nothing', ''],
    ['no text', 7],
    ['no base64url', 'a+b='],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no channel', encode({})],
    ['a list', encode([])],
    ['null', encode(null)],
    ['a channel that is none', encode({ x: ['e', 1] })],
    ['a channel of another partition', encode({ [channel.replace(/p\d+/, 'p999')]: ['e', 1] })],
    ['an offset that is none', encode({ [channel]: ['e', -1] })],
    ['an offset that is text', encode({ [channel]: ['e', '1'] })],
    ['an epoch that is none', encode({ [channel]: ['', 1] })],
    ['an epoch that is long', encode({ [channel]: ['e'.repeat(65), 1] })],
    ['too much of a position', encode({ [channel]: ['e', 1, 2] })],
    ['too many channels', encode(Object.fromEntries(Array.from({ length: 17 }, () => [channelName(randomUUID(), 'x'), ['e', 1]])))],
    ['too long', 'a'.repeat(8_193)],
  ])('is refused: %s', (_what, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID', kind: 'invalid' }));
  });
});

describe('a filter', () => {
  const body = { type: 'a', payload: { key: 'crm', count: 2, on: true, none: null, tags: ['x', 'y'] } };
  const matches = (where: Parameters<typeof compileFilter>[0]) => compileFilter(where)(body);

  it('asks for values at paths', () => {
    expect(matches(undefined)).toBe(true);
    expect(matches({ path: 'payload.key', in: ['hr', 'crm'] })).toBe(true);
    expect(matches({ path: 'payload.key', in: ['hr'] })).toBe(false);
    expect(matches({ path: 'payload.key', in: [] })).toBe(false);
    expect(matches({ path: 'payload.count', in: [2] })).toBe(true);
    expect(matches({ path: 'payload.count', in: ['2'] })).toBe(false);
    expect(matches({ path: 'payload.on', in: [true] })).toBe(true);
  });

  it('takes what is missing for null, and goes into nothing that is inherited', () => {
    expect(matches({ path: 'payload.none', in: [null] })).toBe(true);
    expect(matches({ path: 'payload.missing.deep', in: [null] })).toBe(true);
    expect(matches({ path: 'payload.key.length', in: [3] })).toBe(false);
    expect(compileFilter({ path: 'constructor.name', in: ['Object'] })(body)).toBe(false);
    expect(compileFilter({ path: 'x', in: [null] })(null)).toBe(true);
  });

  it('lets a list pass where one entry does', () => {
    expect(matches({ path: 'payload.tags', in: ['y'] })).toBe(true);
    expect(matches({ path: 'payload.tags', in: ['z'] })).toBe(false);
  });

  it('joins conditions', () => {
    const [yes, no] = [
      { path: 'type', in: ['a'] },
      { path: 'type', in: ['b'] },
    ];
    expect(matches({ all: [yes, yes] })).toBe(true);
    expect(matches({ all: [yes, no] })).toBe(false);
    expect(matches({ all: [] })).toBe(true);
    expect(matches({ any: [no, yes] })).toBe(true);
    expect(matches({ any: [] })).toBe(false);
    expect(matches({ not: { any: [no, { not: yes }] } })).toBe(true);
  });
});
