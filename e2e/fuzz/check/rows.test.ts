import { describe, expect, it } from '@jest/globals';
import { changedRows } from './rows.js';

describe('changedRows', () => {
  it('names what has gone and what has come, by table', () => {
    const before = new Map([
      ['user.role', ['a', 'b']],
      ['auth.session', ['s']],
    ]);
    const after = new Map([
      ['user.role', ['a', 'c']],
      ['auth.session', ['s']],
      ['tenant.plan', ['p']],
    ]);

    expect(changedRows(before, after)).toEqual([
      { table: 'user.role', gone: ['b'], come: ['c'] },
      { table: 'tenant.plan', gone: [], come: ['p'] },
    ]);
  });
});
