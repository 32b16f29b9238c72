import { describe, expect, it } from '@jest/globals';
import { absentTwin, hasTwin, newMark, tellingParts, textsWithin, uuidAt } from './marks.js';
import { seeded } from './random.js';

const random = seeded('marks');
const mark = newMark('b', random);
const uuid = uuidAt(1_800_000_000_000, random);
const encoded = (text: string) => Buffer.from(text).toString('base64url');
const token = [encoded('{"alg":"ES256"}'), encoded(JSON.stringify({ sub: uuid })), 'c2lnbmF0dXJl'].join('.');

describe('the absent twin of a value', () => {
  it.each([
    ['a mark', mark],
    ['an address', `${mark}@${mark}.example`],
    ['an id', uuid],
    ['an id in capitals', uuid.toUpperCase()],
    ['a cursor', encoded(uuid)],
    ['a token', token],
    ['a digest', 'ab'.repeat(32)],
    ['an IP address', '203.0.113.98'],
  ])('of %s has its form, is another one, and always the same', (_, value) => {
    const twin = absentTwin(value);

    expect(twin).not.toBe(value);
    expect(twin).toBe(absentTwin(value));
    expect(Math.abs(twin.length - value.length)).toBeLessThanOrEqual(1);
    expect(textsWithin(twin).flatMap(tellingParts)).toHaveLength(textsWithin(value).flatMap(tellingParts).length);
  });

  it('stands at the same place in an order by time', () => {
    expect(absentTwin(uuid).slice(0, 23)).toBe(uuid.slice(0, 23));
  });

  it('is the same for a part wherever that stands', () => {
    expect(absentTwin(`${mark}.localhost`)).toBe(`${absentTwin(mark)}.localhost`);
    expect(Buffer.from(absentTwin(encoded(uuid)), 'base64url').toString()).toBe(absentTwin(uuid));
  });

  it.each([['1'], ['employee'], [encoded('17')]])('is not to be had of what is nobody’s in particular: %s', (value) => {
    expect(hasTwin(value)).toBe(false);
  });
});

describe('what tells values apart', () => {
  it('is found within texts, cursors and tokens, and not in what only looks like it', () => {
    expect(tellingParts(`by ${mark} and ${uuid}`)).toEqual([mark, uuid]);
    expect(textsWithin(token).flatMap(tellingParts)).toEqual([uuid]);
    // Letters of both cases are an encoded text's.
    expect(tellingParts('MDFhMWZkMmYtNGY2OC03MzQwLTliYTctOTE4ZWU0MmI2YzNm')).toEqual([]);
  });
});
