import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Account } from './account.entity.js';

const minute = (count: number) => new Date(count * 60_000);
const anAccount = () => new Account({ id: randomUUID(), email: 'a@example.com', displayName: 'A', passwordHash: '' });

describe('Account', () => {
  it('pauses for a minute with the tenth failure within a quarter of an hour', () => {
    const account = anAccount();
    for (let count = 0; count < 9; count += 1) account.countFailure(minute(count));
    expect(account.isPaused(minute(9))).toBe(false);

    account.countFailure(minute(9));

    expect(account.isPaused(minute(9.99))).toBe(true);
    expect(account.isPaused(minute(10))).toBe(false);
  });

  it('pauses again with the next one in the same quarter', () => {
    const account = anAccount();
    for (let count = 0; count < 10; count += 1) account.countFailure(minute(0));

    account.countFailure(minute(2));

    expect(account.isPaused(minute(2.5))).toBe(true);
  });

  it('begins to count anew after a quarter of an hour', () => {
    const account = anAccount();
    for (let count = 0; count < 9; count += 1) account.countFailure(minute(0));

    account.countFailure(minute(15));

    expect(account.failedLogins).toBe(1);
    expect(account.isPaused(minute(15))).toBe(false);
  });
});
