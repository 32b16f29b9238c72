import { describe, expect, it } from '@jest/globals';
import { absentTwin } from '../marks.js';
import { type Answered, comparable, differences, kindsOfWork, namesOf, shapeOf, steady } from './answer.js';

const FOREIGN = '0190a000-0000-7000-8000-00000000000b';
const answered = (body: unknown, headers: Record<string, unknown> = {}): Answered => ({ status: 200, headers, body, text: '', work: [] });

describe('two answers', () => {
  const swaps = new Map([[FOREIGN, absentTwin(FOREIGN)]]);
  const compare = (one: unknown, other: unknown) => {
    const names = namesOf(swaps);
    return differences(steady(comparable(answered(one), names)), steady(comparable(answered(other), names)));
  };

  it('are alike where nothing but the names that were sent is another one, in whatever case they come back', () => {
    expect(compare({ message: `no ${FOREIGN}` }, { message: `no ${absentTwin(FOREIGN)}` })).toEqual([]);
    expect(compare([FOREIGN.toUpperCase().toLowerCase()], [absentTwin(FOREIGN)])).toEqual([]);
    expect(compare({ at: '2026-01-01T00:00:00.000Z' }, { at: '2026-01-02T00:00:00.123Z' })).toEqual([]);
  });

  it.each([
    ['a text', { message: 'suspended' }, { message: 'not found' }, '/body/message'],
    ['a null', { user: { id: FOREIGN } }, { user: null }, '/body/user'],
    ['a number', { total: 1 }, { total: 0 }, '/body/total'],
    ['a list that is longer', { nodes: [1, 2] }, { nodes: [1] }, '/body/nodes'],
    ['a field that is missing', { errors: [] }, {}, '/body/errors'],
  ])('differ by %s', (_, one, other, path) => {
    expect(compare(one, other)).toMatchObject([{ path }]);
  });

  it('differ by headers that tell something, and not by those of the connection', () => {
    const show = (headers: Record<string, unknown>) => comparable(answered({}, headers), new Map());

    expect(differences(show({ 'www-authenticate': 'Bearer' }), show({}))).toHaveLength(1);
    expect(differences(show({ date: 'today', 'content-length': '1' }), show({ date: 'tomorrow' }))).toEqual([]);
  });
});

describe('the work behind an answer', () => {
  it('is compared without values, and without what happens to be read together', () => {
    expect(shapeOf(`select "a" from t where id = '${FOREIGN}' and n = 12 limit 3 [took 1 ms, 0 rows]`)).toBe(
      'select "a" from t where id = ? and n = ? limit ?',
    );
    expect(kindsOfWork({ work: ['user: in (?, ?)', 'user: in (?)'] })).toBe(kindsOfWork({ work: ['user: in (?, ?, ?)'] }));
    expect(kindsOfWork({ work: ['user: a', 'user: b'] })).not.toBe(kindsOfWork({ work: ['user: a'] }));
  });
});
