import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { countFailure } from './guard-login.js';

const WAITING = `select 1 from pg_locks where not granted
  and pid in (select pid from pg_stat_activity where datname = current_database())`;

describe('the guard of logins', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const context = () => app.context<AuthContext>();
  const rowsOf = (key: string) =>
    context().em.execute<object[]>('select source_key, failures, blocked_until from login_guard where account_key = ? order by 1', [key]);

  it('counts no guess that began before the block and ends after it, where there was no count yet', async () => {
    const guarded = { accountKey: randomUUID(), sourceKey: '192.0.2.1', isTrusted: false };
    const rules = { attempts: 1, minutes: 60, accountAttempts: 1 };
    const [first, second] = [context(), context()];
    await first.em.begin();
    await countFailure(first, guarded, rules);

    // It has seen no row, and waits for the one that is being written.
    const late = countFailure(second, guarded, { ...rules, minutes: 600 });
    while ((await context().em.execute<object[]>(WAITING)).length === 0) await sleep(5);
    await first.em.commit();
    const block = await rowsOf(guarded.accountKey);
    await late;

    expect(block).toMatchObject([{ failures: 1 }, { failures: 1 }]);
    expect(await rowsOf(guarded.accountKey)).toEqual(block);
  });
});
