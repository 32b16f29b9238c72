import { expect } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import type { testSubgraph } from '@supergraph/kernel/testing';
import { PASSWORD } from './arrange.js';

/** Logins from addresses of choice, as one guesses passwords. */
export function guesser(app: Pick<ReturnType<typeof testSubgraph>, 'running'>) {
  const codeFrom = async (ip: string, email: string, password = PASSWORD): Promise<string | undefined> => {
    const { data } = await app.running().handle({
      query: 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }',
      variables: { input: { email, password } },
      identity: anonymous,
      requestId: 'test',
      client: { ip },
    });
    return (data as { login: { userErrors: { code: string }[] } }).login.userErrors[0]?.code;
  };
  const fail = async (email: string, times: number, ip = '127.0.0.1') => {
    for (let count = 0; count < times; count += 1) expect(await codeFrom(ip, email, 'wrong')).toBe('INVALID_CREDENTIALS');
  };
  return { codeFrom, fail };
}
