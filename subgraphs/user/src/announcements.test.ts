import { describe, expect, it } from '@jest/globals';
import { userWith } from './testing/belongings.js';
import { breakIns } from './testing/break-ins.js';

/** What is done to one's own things by way of the same operations that are no use against another organization's. */
const MUTATIONS = Object.keys(breakIns).filter((field) => field.startsWith('Mutation.'));

describe('what changes something', () => {
  const { app, belongings } = userWith();

  it.each(MUTATIONS)('announces it: %s', async (field) => {
    const own = await belongings();
    await app.raised();

    for (const { query, variables } of breakIns[field]?.(own) ?? []) await app.as(own.owner.identity).execute(query, variables);

    expect(await app.raised()).not.toEqual([]);
  });
});
