import { describe, expect, it } from '@jest/globals';
import { writing } from '../generated.js';
import { merge, mergeOf } from './merge.js';

describe('merge', () => {
  it('adds to objects and to the entries of lists, and takes what is newer otherwise', () => {
    const into = { a: { x: 1 }, list: [{ x: 1 }, [{ x: 1 }], 1], other: [1], gone: { x: 1 }, kept: 1 };

    merge(into, { a: { y: 2 }, list: [{ y: 2 }, [{ y: 2 }], 2], other: [1, 2], gone: null, kept: undefined, fresh: 3 });

    expect(into).toEqual({ a: { x: 1, y: 2 }, list: [{ x: 1, y: 2 }, [{ x: 1, y: 2 }], 2], other: [1, 2], gone: null, kept: 1, fresh: 3 });
  });
});

describe('merge of what an object is', () => {
  const standIns = new Set(['Medium']);
  const merged = (one: string, other: string) => {
    const into = { list: [{ __typename: one, id: 1 }] };
    merge(into, { list: [{ __typename: other, stars: 2 }] }, standIns);
    return into.list[0];
  };

  it('keeps the type that a subgraph knows, though another one only knows the interface that it is of', () => {
    expect(merged('Film', 'Medium')).toEqual({ __typename: 'Film', id: 1, stars: 2 });
    expect(merged('Medium', 'Film')).toEqual({ __typename: 'Film', id: 1, stars: 2 });
    expect(merged('Film', 'Song')).toEqual({ __typename: 'Song', id: 1, stars: 2 });
  });
});

describe('merge of objects whose keys are known', () => {
  const standIns = new Set(['Medium']);
  const VALUES = [undefined, null, 0, 'a', 'Medium', 'Film', { x: 1 }, { y: 2 }, [1], [{ x: 1 }], [{ y: 2 }, null]];
  const keys = ['__typename', 'a', 'b'];
  const drawn = (index: number) => Object.fromEntries(keys.map((key, at) => [key, VALUES[(index * (at + 3) + at) % VALUES.length]]));

  it('gives what it gives for any, by code and without', () => {
    for (const after of [1, 3, Number.POSITIVE_INFINITY]) {
      writing.after = after;
      const known = mergeOf(keys);
      for (let index = 0; index < 500; index += 1) {
        const [into, from] = [drawn(index), drawn(index * 7 + 1)];
        const [one, other] = [structuredClone(into), structuredClone(into)];
        merge(one, structuredClone(from), standIns);
        known(other, structuredClone(from), standIns);

        expect([index, other]).toEqual([index, one]);
      }
    }
  });

  it('is careful with names that every object has', () => {
    writing.after = 1;
    const into = {};
    mergeOf(['constructor', '__proto__'])(into, JSON.parse('{"constructor":1,"__proto__":2}'));

    expect(JSON.stringify(into)).toBe('{"constructor":1,"__proto__":2}');
  });
});
