import { describe, expect, it } from '@jest/globals';
import { lazyParts } from './lazy-parts.js';

describe('parts that are made when they are first read', () => {
  const withParts = lazyParts<{ em: { name: string }; loaders: undefined }>(['em', 'loaders']);
  const aWhole = () => {
    const made: string[] = [];
    const make =
      <Part>(name: string, part: Part) =>
      () => {
        made.push(name);
        return part;
      };
    return { whole: withParts({ actor: 'me' }, { em: make('em', { name: 'em' }), loaders: make('loaders', undefined) }), made };
  };

  it('are made once, each when it is asked for', () => {
    const { whole, made } = aWhole();
    expect(made).toEqual([]);

    expect(whole.em).toBe(whole.em);
    expect([whole.loaders, whole.loaders]).toEqual([undefined, undefined]);

    expect(made).toEqual(['em', 'loaders']);
    expect(aWhole().whole.em).not.toBe(whole.em);
  });

  it('are in a copy, where they can be replaced', () => {
    const { whole } = aWhole();
    const em = { name: 'other' };

    expect({ ...whole }).toMatchObject({ actor: 'me', em: whole.em });
    expect({ ...whole, em }.em).toBe(em);
    expect(Object.keys(whole)).toEqual(['actor', 'em', 'loaders']);
  });
});
