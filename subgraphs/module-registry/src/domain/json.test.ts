import { describe, expect, it } from '@jest/globals';
import { checkJsonObject, type JsonObject, mergePatch, withDefaults } from './json.js';

describe('mergePatch', () => {
  // The cases of RFC 7396, appendix A, that are about objects.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j with %j %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('takes "__proto__" for a name like any other', () => {
    const patched = mergePatch({}, JSON.parse('{"__proto__": {"isAdmin": true}}'));

    expect(JSON.stringify(patched)).toBe('{"__proto__":{"isAdmin":true}}');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('withDefaults', () => {
  it('lays values over defaults, name by name', () => {
    expect(withDefaults({ a: 1, b: { c: 2, d: 3 }, e: [1, 2] }, { b: { c: null }, e: [3], f: 4 })).toEqual({
      a: 1,
      b: { c: null, d: 3 },
      e: [3],
      f: 4,
    });
  });
});

describe('checkJsonObject', () => {
  const nested = (depth: number): JsonObject => (depth === 0 ? {} : { inner: nested(depth - 1) });

  it.each([null, 1, 'text', true, [1], undefined])('refuses %j, which is no object', (value) => {
    expect(() => checkJsonObject(value, 'input', 'config')).toThrow(
      expect.objectContaining({ code: 'INVALID', field: ['input', 'config'] }),
    );
  });

  it('answers a copy', () => {
    const value = { a: { b: 1 } };

    expect(checkJsonObject(value)).toEqual(value);
    expect(checkJsonObject(value).a).not.toBe(value.a);
  });

  it('takes 64 KB and refuses one byte more', () => {
    const ofSize = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

    expect(checkJsonObject(ofSize(65_536))).toBeDefined();
    expect(() => checkJsonObject(ofSize(65_537))).toThrow('larger than 65536 bytes');
  });

  it.each([{ a: '\0' }, { a: ['\ud800'] }, { 'a\0': 1 }, { a: { b: 'x\udfff' } }])('refuses %j, which cannot be stored', (value) => {
    expect(() => checkJsonObject(value)).toThrow('cannot be stored');
  });

  it('takes every other character', () => {
    const value = { '\\u0000': '\u{1f600} \\u0000 \u0001' };

    expect(checkJsonObject(value)).toEqual(value);
  });

  it('takes 32 levels and refuses more, however many they are', () => {
    expect(checkJsonObject(nested(32))).toBeDefined();
    expect(() => checkJsonObject(nested(33))).toThrow('deeper than 32 levels');
    expect(() => checkJsonObject(JSON.parse(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`))).toThrow('deeper than 32 levels');
  });
});
