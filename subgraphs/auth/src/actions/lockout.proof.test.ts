import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, PASSWORD } from '../testing/arrange.js';

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }';
const ACCOUNTS = 100;
const SOURCES = 20;
const ROUNDS = 5;

describe('ten thousand wrong passwords on a hundred accounts from twenty addresses', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const attempt = async (email: string, ip: string, password: string): Promise<string | undefined> => {
    const input = { email, password };
    const { data } = await app
      .running()
      .handle({ query: LOGIN, variables: { input }, identity: anonymous, requestId: 'x', client: { ip } });
    return (data as { login: { userErrors: { code: string }[] } }).login.userErrors[0]?.code;
  };
  const sourceOf = (index: number) => `198.51.100.${index + 1}`;

  it('lock every account at the hundredth, block no source before its tenth, and tell nobody anything', async () => {
    const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, async () => (await aMember(app)).account));
    const codes = new Map<string | undefined, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let source = 0; source < SOURCES; source += 1) {
        const answers = await Promise.all(accounts.map(({ email }) => attempt(email, sourceOf(source), `wrong ${round}`)));
        for (const code of answers) codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    // Five from each source are not enough to block one; together they are a hundred on every account.
    expect([...codes]).toEqual([['INVALID_CREDENTIALS', 10_000]]);
    const { em } = app.context();
    const ofAccounts = await em.execute<{ failures: number; count: string }[]>(
      `select failures, count(*) from login_guard where source_key = '' and blocked_until > now() group by 1`,
    );
    expect(ofAccounts).toEqual([{ failures: 100, count: '100' }]);
    const ofSources = await em.execute<object[]>(
      `select failures, count(*), count(blocked_until) as blocked from login_guard where source_key <> '' group by 1`,
    );
    expect(ofSources).toEqual([{ failures: ROUNDS, count: String(ACCOUNTS * SOURCES), blocked: '0' }]);
    expect(await attempt(accounts[0]?.email ?? '', '203.0.113.1', PASSWORD)).toBe('ACCOUNT_LOCKED');
  }, 300_000);

  it('block each source with its tenth on an account, and leave the person alone elsewhere', async () => {
    const { account } = await aMember(app);
    for (let count = 0; count < 12; count += 1) {
      for (let source = 0; source < 3; source += 1) await attempt(account.email, sourceOf(source), 'wrong');
    }

    const { em } = app.context();
    const rows = await em.execute<{ source_key: string; failures: number; is_blocked: boolean | null }[]>(
      'select source_key, failures, blocked_until > now() as is_blocked from login_guard where account_key = ? order by source_key',
      [account.id],
    );
    expect(rows).toEqual([
      { source_key: '', failures: 30, is_blocked: null },
      ...[0, 1, 2].map((source) => ({ source_key: sourceOf(source), failures: 10, is_blocked: true })),
    ]);
    for (let source = 0; source < 3; source += 1)
      expect(await attempt(account.email, sourceOf(source), PASSWORD)).toBe('INVALID_CREDENTIALS');
    expect(await attempt(account.email, '203.0.113.2', PASSWORD)).toBeUndefined();
  });
});
