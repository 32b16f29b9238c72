import { describe, expect, it } from '@jest/globals';
import { merge } from './merge.js';

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
