import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../generate/operation.js';
import { absentTwin } from '../marks.js';
import { NOBODY } from '../world/principals.js';
import { leaksIn } from './leaks.js';

const ID = '0190a000-0000-7000-8000-00000000000b';
const OTHER = '0190a000-0000-7000-8000-0000000000bb';
const canaries = new Set([ID, OTHER, 'zqbabcdefghi']);
const operation = (variables: Record<string, unknown>, own: readonly string[] = []): Operation => ({
  seed: 'test',
  door: 'gateway',
  principal: { ...NOBODY, own: new Set(own) },
  host: 'localhost',
  headers: {},
  document: 'query ($id: ID) { user(id: $id) { displayName } }',
  variables,
  swaps: new Map(Object.values(variables).map((value) => [String(value), absentTwin(String(value))])),
  kinds: new Set(),
  places: new Set(),
});

describe('a leak', () => {
  it.each([
    ['a mark in a text', { data: { name: 'by zqbabcdefghi Ltd' } }, ['zqbabcdefghi']],
    ['a mark in capitals', { data: { name: 'ZQBABCDEFGHI' } }, ['zqbabcdefghi']],
    ['a mark that nobody wrote down', { data: { name: 'zqb000000000' } }, ['zqb000000000']],
    ['an id in a message', { errors: [{ message: `no ${OTHER}` }] }, [OTHER]],
    ['an id in a cursor', { data: { cursor: Buffer.from(OTHER).toString('base64url') } }, [OTHER]],
    ['an id as a key', { data: { [OTHER]: 1 } }, [OTHER]],
    ['an id in a token', { data: { accessToken: `ey0.${Buffer.from(JSON.stringify({ org: OTHER })).toString('base64url')}.x` } }, [OTHER]],
  ])('is %s', (_, answer, leaked) => {
    expect(leaksIn(answer, operation({}), canaries)).toEqual(leaked);
  });

  it('is not what the request named, its twin, or what is the asker’s own', () => {
    expect(leaksIn({ message: `no ${ID}` }, operation({ id: ID }), canaries)).toEqual([]);
    expect(leaksIn({ message: 'no zqbabcdefghi' }, operation({ name: 'zqbabcdefghi' }), canaries)).toEqual([]);
    expect(leaksIn({ message: absentTwin('zqbabcdefghi') }, operation({ name: 'zqbabcdefghi' }), canaries)).toEqual([]);
    expect(leaksIn({ id: OTHER }, operation({}, [OTHER]), canaries)).toEqual([]);
    expect(leaksIn({ id: OTHER }, operation({ id: ID }), canaries)).toEqual([OTHER]);
  });
});
