import { describe, expect, it } from '@jest/globals';
import { ClientCookies, isCookieChange, readCookies, writeCookies } from './index.js';

const LIFE = { maxAge: 60 };

describe('a header of cookies', () => {
  it('is read by name, the first of two, and what is no cookie is left out', () => {
    const header = 'a=1; b_2 = x.y~+/=- ;a=2; empty=; =nameless; nothing; quoted="1"; umlaut=ä; __proto__=p; last=3';

    expect([...readCookies(header)]).toEqual([
      ['a', '1'],
      ['b_2', 'x.y~+/=-'],
      ['__proto__', 'p'],
      ['last', '3'],
    ]);
  });

  it.each([[{}], [{ one: 'a=b==' }], [{ one: 'a', two: 'b' }]])('is read as it was written: %j', (cookies) => {
    expect(Object.fromEntries(readCookies(writeCookies(new Map(Object.entries(cookies)))))).toEqual(cookies);
  });
});

describe('what a cookie shall be', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'a=b'],
    ['without a name', { value: 'v', ...LIFE }],
    ['with a name that is an attribute', { name: 'a; Domain=evil.test', value: 'v', ...LIFE }],
    ['with a prefix of its own', { name: '__Host-a', value: 'v', ...LIFE }],
    ['with a value that ends the line', { name: 'a', value: 'v\r\nset-cookie: b=c', ...LIFE }],
    ['with a value that ends the cookie', { name: 'a', value: 'v; Domain=evil.test', ...LIFE }],
    ['with an empty value', { name: 'a', value: '', ...LIFE }],
    ['larger than browsers keep', { name: 'a', value: 'v'.repeat(3_501), ...LIFE }],
    ['without a life', { name: 'a', value: 'v' }],
    ['over at once', { name: 'a', value: 'v', maxAge: 0 }],
    ['for half a second', { name: 'a', value: 'v', maxAge: 0.5 }],
    ['for ever', { name: 'a', value: 'v', maxAge: Number.POSITIVE_INFINITY }],
  ])('is refused %s', (_, change) => {
    expect(isCookieChange(change)).toBe(false);
  });

  it('is a value for a time, or none', () => {
    expect(isCookieChange({ name: 'refresh_token', value: 'a.b-c_d', ...LIFE })).toBe(true);
    expect(isCookieChange({ name: 'refresh_token', value: null })).toBe(true);
  });
});

describe('the cookies of a client', () => {
  const brought = new Map([['a', 'old']]);

  it('read as they will be after the request', () => {
    const cookies = new ClientCookies(brought);

    const before = [cookies.read('a'), cookies.read('b')];
    cookies.set({ name: 'a', value: 'new', ...LIFE });
    cookies.clear('b');

    expect([...before, cookies.read('a'), cookies.read('b')]).toEqual(['old', undefined, 'new', undefined]);
    cookies.clear('a');
    expect(cookies.read('a')).toBeUndefined();
    expect(cookies.changes({ hasErrors: false })).toEqual([
      { name: 'a', value: null },
      { name: 'b', value: null },
    ]);
  });

  it('are left as they are by what is taken back, and what was kept stays', () => {
    const cookies = new ClientCookies(brought);
    cookies.set({ name: 'b', value: 'kept', ...LIFE });
    cookies.keep();
    cookies.clear('a');
    cookies.set({ name: 'b', value: 'dropped', ...LIFE });

    cookies.drop();

    expect([cookies.read('a'), cookies.read('b')]).toEqual(['old', 'kept']);
    expect(cookies.changes({ hasErrors: false })).toEqual([{ name: 'b', value: 'kept', ...LIFE }]);
  });

  it('are cleared by no answer that has an error, and set by it all the same', () => {
    const cookies = new ClientCookies(brought);
    cookies.clear('a');
    cookies.set({ name: 'b', value: 'v', ...LIFE });

    expect(cookies.changes({ hasErrors: true })).toEqual([{ name: 'b', value: 'v', ...LIFE }]);
  });

  it('take nothing that is none, and do not tell what it was', () => {
    const cookies = new ClientCookies(brought);

    expect(() => cookies.set({ name: 'a', value: 'se cret', ...LIFE })).toThrow(/^What "a" shall be is no cookie$/);
    expect(() => cookies.clear('A')).toThrow(TypeError);
    expect(cookies.changes({ hasErrors: false })).toEqual([]);
  });
});
