import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LOCKOUT, UNLOCK_BY_MAIL, UNLOCK_USER } from '../src/access-documents.js';
import {
  CHANGE_PASSWORD,
  CONFIRM_EMAIL_CHANGE,
  LOG_IN,
  REFRESH_TOKENS,
  REQUEST_EMAIL_CHANGE,
  REQUEST_RESET,
  RESET_PASSWORD,
  UNDO_EMAIL_CHANGE,
} from '../src/authentication-documents.js';
import { mailedToken } from '../src/mailbox.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const NEW_PASSWORD = 'quite another phrase 7';

const product = theProduct({ TRUSTED_PROXIES: '127.0.0.1', LOCKOUT_ACCOUNT_ATTEMPTS: '10' });

const mailed = (email: string, page: string, seen: string[] = []) => mailedToken(product.mailFolder, email, { page, seen });

describe('a password', () => {
  it('is taken whole, to its 128th character, whatever it is written with', async () => {
    const tag = randomBytes(5).toString('hex');
    const password = `${tag} ключ ключа 鍵🔑 é${'x'.repeat(101)}!`;
    const { email } = await anOwner(product.url, { password });
    const logInBy = (typed: string) => caller(product.url).refusal(LOG_IN, { input: { email, password: typed } });

    expect([...password]).toHaveLength(128);
    expect(await logInBy(password)).toEqual([]);
    // The same é from a keyboard that sends letter and accent.
    expect(await logInBy(password.normalize('NFD'))).toEqual([]);
    for (const other of [`${password.slice(0, -1)}?`, password.slice(0, -1), password.replace('🔑', '🗝'), password.toUpperCase()]) {
      expect(await logInBy(other)).toEqual(['INVALID_CREDENTIALS']);
    }
  });

  it('is changed by whoever knows it, and every other session ends', async () => {
    const { email, password, owner } = await anOwner(product.url);
    const other = caller(product.url, (await logIn(product.url, { email, password })).accessToken);
    const change = (currentPassword: string, newPassword: string) => owner.refusal(CHANGE_PASSWORD, { currentPassword, newPassword });

    expect(await change('not the password', NEW_PASSWORD)).toEqual(['INVALID_CREDENTIALS']);
    expect(await change(password, 'password1234')).toEqual(['PASSWORD_TOO_WEAK']);
    expect(await change(password, password)).toEqual(['PASSWORD_REUSED']);
    const { tokens } = await owner.change(CHANGE_PASSWORD, { currentPassword: password, newPassword: NEW_PASSWORD });
    expect(await until(other.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await caller(product.url, tokens.accessToken).code()).toBeNull();
    expect((await logIn(product.url, { email, password: NEW_PASSWORD })).__typename).toBe('TokenPair');
  });

  it('is set anew by a mailed link, once, and all sessions end; nobody learns who has an address', async () => {
    const { email, password, owner, tokens } = await anOwner(product.url);
    const answers = await Promise.all(
      [email, 'nobody@nowhere.example'].map((address) => caller(product.url).change(REQUEST_RESET, { email: address })),
    );
    const token = await mailed(email, 'reset-password');
    await caller(product.url).change(RESET_PASSWORD, { token, newPassword: NEW_PASSWORD });

    expect(answers[0]).toEqual(answers[1]);
    expect(await until(owner.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await caller(product.url).refusal(REFRESH_TOKENS, { refreshToken: tokens.refreshToken })).toEqual(['SESSION_REVOKED']);
    expect(await caller(product.url).refusal(RESET_PASSWORD, { token, newPassword: `${NEW_PASSWORD}8` })).toEqual(['TOKEN_INVALID']);
    expect(await caller(product.url).refusal(LOG_IN, { input: { email, password } })).toEqual(['INVALID_CREDENTIALS']);
    expect((await logIn(product.url, { email, password: NEW_PASSWORD })).__typename).toBe('TokenPair');
  });
});

describe('the address of an account', () => {
  it('changes once the new one was proved, and can be taken back from the old one', async () => {
    const { email, password, owner } = await anOwner(product.url);
    const newEmail = `new-${email}`;
    await owner.change(REQUEST_EMAIL_CHANGE, { newEmail });
    await caller(product.url).change(CONFIRM_EMAIL_CHANGE, { token: await mailed(newEmail, 'change-email') });
    const thief = caller(product.url, (await logIn(product.url, { email: newEmail, password })).accessToken);
    await caller(product.url).change(UNDO_EMAIL_CHANGE, { token: await mailed(email, 'undo-email-change') });

    expect(await until(thief.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await caller(product.url).refusal(LOG_IN, { input: { email: newEmail, password } })).toEqual(['INVALID_CREDENTIALS']);
    expect((await logIn(product.url, { email, password })).__typename).toBe('TokenPair');
  });
});

describe('an account after too many wrong passwords from several networks', () => {
  const guess = (email: string, source: string, times: number) =>
    Promise.all(
      Array.from({ length: times }, () =>
        caller(product.url, undefined, { 'x-forwarded-for': source }).refusal(LOG_IN, { input: { email, password: 'a guess' } }),
      ),
    );
  async function locked() {
    const somebody = await anOwner(product.url);
    const answers = [...(await guess(somebody.email, '198.51.100.1', 6)), ...(await guess(somebody.email, '203.0.113.1', 6))];
    expect(new Set(answers.flat())).toEqual(new Set(['INVALID_CREDENTIALS']));
    const { email, password } = somebody;
    return { ...somebody, attempt: () => caller(product.url).refusal(LOG_IN, { input: { email, password } }) };
  }

  it('is locked for whoever knows the password as well, who is told, and opens by a mailed link', async () => {
    const { email, attempt } = await locked();

    expect(await attempt()).toEqual(['ACCOUNT_LOCKED']);
    await caller(product.url).change(UNLOCK_BY_MAIL, { token: await mailed(email, 'unlock-account') });
    expect(await attempt()).toEqual([]);
  });

  it('is opened by staff, who see the block', async () => {
    const { owner, attempt } = await locked();
    const { viewer } = await owner.read('{ viewer { id } }');
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    const before = (await staff.read(LOCKOUT, { id: viewer.id })).user.lockout;
    await staff.change(UNLOCK_USER, { userId: viewer.id, reason: 'She called' });

    expect(before).toMatchObject({ kind: 'ACCOUNT', failedAttempts: 10 });
    expect((await staff.read(LOCKOUT, { id: viewer.id })).user.lockout).toBeNull();
    expect(await attempt()).toEqual([]);
  });
});
