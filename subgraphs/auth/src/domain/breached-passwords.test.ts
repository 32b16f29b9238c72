import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { testSubgraph } from '@supergraph/kernel/testing';
import { checkNewPassword } from '../actions/check-new-password.js';
import type { AuthContext } from '../context.js';
import { authSubgraph } from '../subgraph.js';
import { anAccount, CONFIG, PASSWORD } from '../testing/arrange.js';
import { BreachedPasswords, isAmongMostCommon } from './breached-passwords.js';

const NEW = 'plenty of nonsense words';

describe('breached passwords', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const seen: string[] = [];
  let isBroken = false;
  const breached = 'a breached but uncommon one';
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers['add-padding']}`);
    const hash = createHash('sha1').update(breached).digest('hex').toUpperCase();
    response.statusCode = isBroken ? 503 : 200;
    response.end(`00000000000000000000000000000000000:3\r\n${hash.slice(5)}:42\r\n${'1'.repeat(35)}:0`);
  });
  const lookup = () =>
    new BreachedPasswords({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`,
      log: createLogger({ service: 'test', level: 'silent' }),
    });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(['password', 'PassWord1', 'iloveyou1', 'qwertyuiop'])('are known where everybody has them: %s', (password) => {
    expect(isAmongMostCommon(password)).toBe(true);
  });

  it.each([PASSWORD, NEW, 'kq83mzlwp0x7', ''])('are not known where nobody has them: %s', (password) => {
    expect(isAmongMostCommon(password)).toBe(false);
  });

  it('are asked for by five digits of their hash', async () => {
    expect(await lookup().isBreached(breached)).toBe(true);
    expect(await lookup().isBreached('nobody else has this one')).toBe(false);

    const digits = createHash('sha1').update(breached).digest('hex').toUpperCase().slice(0, 5);
    expect(seen[0]).toBe(`/range/${digits} true`);
  });

  it('are taken where the range API does not answer', async () => {
    isBroken = true;

    expect(await lookup().isBreached(breached)).toBe(false);
  });

  it('are refused', async () => {
    const ctx = app.context<AuthContext>();
    isBroken = false;
    const account = await anAccount(app);
    const asking = { ...ctx, em: ctx.em, services: { ...ctx.services, breached: lookup() } } as AuthContext;

    await expect(checkNewPassword(asking, account, breached)).rejects.toMatchObject({ code: 'PASSWORD_BREACHED' });
  });
});
