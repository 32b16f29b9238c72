import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { costNames } from './cost-names.js';

const namesWith = (link: string) => costNames(parse(`schema ${link} { query: Query }`));

describe('costNames', () => {
  it.each([
    ['imports both', 'import: ["@cost", "@listSize"]', { cost: 'cost', listSize: 'listSize' }],
    ['imports one', 'import: ["@listSize"]', { cost: 'cost', listSize: 'listSize' }],
    ['imports nothing', 'for: EXECUTION', { cost: 'cost', listSize: 'cost__listSize' }],
    ['is renamed', 'as: "price"', { cost: 'price', listSize: 'price__listSize' }],
    [
      'renames what it imports',
      'import: [{ name: "@cost", as: "@weight" }, { name: "@listSize", as: "@sizes" }]',
      { cost: 'weight', listSize: 'sizes' },
    ],
    ['imports by object without renaming', 'import: [{ name: "@listSize" }]', { cost: 'cost', listSize: 'listSize' }],
  ])('finds the directives where the link %s', (_, rest, names) => {
    expect(namesWith(`@link(url: "https://specs.apollo.dev/cost/v0.1", ${rest})`)).toEqual(names);
  });

  it.each([
    ['nothing is linked', ''],
    ['something else is linked', '@link(url: "https://specs.example.com/cost/v0.1", import: ["@cost"])'],
    ['a version is linked that we do not know', '@link(url: "https://specs.apollo.dev/cost/v1.0", import: ["@cost"])'],
  ])('finds none where %s', (_, link) => {
    expect(namesWith(link)).toEqual({ cost: undefined, listSize: undefined });
  });
});
