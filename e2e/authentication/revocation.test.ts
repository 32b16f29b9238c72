import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  CREATE_KEY,
  CREATE_SERVICE_ACCOUNT,
  DISABLE_USER,
  ENABLE_USER,
  REVOKE_KEY,
  REVOKE_OTHERS,
  REVOKE_SESSION,
  REVOKE_SESSIONS_OF,
  ROTATE_KEY,
  SERVICE_ACCOUNTS,
  SESSION_CHANGED,
  SESSIONS,
  START_IMPERSONATION,
} from '../src/access-documents.js';
import { LOG_IN, REFRESH_TOKENS } from '../src/authentication-documents.js';
import { type Answer, frontend } from '../src/client.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { listen } from '../testkit/listener.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

/** What is revoked is refused within this time (ms), as is promised. */
const WITHIN = 1_000;
const MODULES = 'subscription ($id: ID!) { organizationModuleChanged(organizationId: $id) { change } }';

const product = theProduct();

const refusalOf = (token: string) => until(caller(product.url, token).code, (code) => code !== null, WITHIN);
const lifeLeftOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).exp * 1_000 - Date.now();

/** A connection that has been open for long enough to have heard whatever would end it. */
async function listening(token: string, query: string, variables: Record<string, unknown> = {}) {
  const listener = listen(product.url, token, query, variables);
  await listener.opened;
  await sleep(50);
  expect([listener.codes, listener.closes]).toEqual([[], []]);
  return listener;
}

describe('a session that is revoked', () => {
  it('is refused at once, long before its token expires, and its open socket is closed', async () => {
    const { email, password, owner } = await anOwner(product.url);
    const { accessToken, session } = await logIn(product.url, { email, password, deviceName: 'Lost phone' });
    const socket = await listening(accessToken, SESSION_CHANGED);
    const { nodes } = (await owner.read(SESSIONS)).viewer.sessions;
    const lost = nodes.find(({ deviceName }: Answer) => deviceName === 'Lost phone');
    const payload = await owner.change(REVOKE_SESSION, { id: lost.id });

    expect([lost.id, payload.session.status, payload.session.endedReason]).toEqual([session.id, 'REVOKED', 'REVOKED_BY_USER']);
    expect(await refusalOf(accessToken)).toBe('SESSION_ENDED');
    await until(
      async () => socket.closes.length,
      (count) => count > 0,
      WITHIN,
    );
    expect([socket.codes, socket.closes]).toEqual([['UNAUTHENTICATED'], [4403]]);
    // Neither the token's end nor a new process has done it.
    expect(lifeLeftOf(accessToken)).toBeGreaterThan(600_000);
    expect([product.process.exitCode, product.process.signalCode]).toEqual([null, null]);
    expect(await owner.code()).toBeNull();
  });

  it('may be all others, or all of somebody, by staff', async () => {
    const { email, password, owner, tokens } = await anOwner(product.url);
    const others = [await logIn(product.url, { email, password }), await logIn(product.url, { email, password })];
    const { revokedCount } = await owner.change(REVOKE_OTHERS);

    expect(revokedCount).toBe(2);
    for (const { accessToken } of others) expect(await refusalOf(accessToken)).toBe('SESSION_ENDED');
    expect(await owner.code()).toBeNull();

    const { viewer } = await owner.read('{ viewer { id } }');
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    await staff.change(REVOKE_SESSIONS_OF, { userId: viewer.id, reason: 'Her phone was stolen' });
    expect(await refusalOf(tokens.accessToken)).toBe('SESSION_ENDED');
  });
});

describe('somebody whom staff disable', () => {
  const reason = 'Left the company in anger';

  it('is refused at once, wherever they are, and logs in again once enabled', async () => {
    const { email, password, tokens, owner, organizationId } = await anOwner(product.url);
    const other = await logIn(product.url, { email, password });
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    const { id } = (await owner.read('{ viewer { id } }')).viewer;
    const { tokens: acting } = await staff.change(START_IMPERSONATION, { input: { userId: id, organizationId, reason } });
    const socket = await listening(tokens.accessToken, SESSION_CHANGED);
    const { user } = await staff.change(DISABLE_USER, { id, reason });

    expect(user).toEqual({ id, status: 'DISABLED' });
    const refusals = [tokens, other, acting].map(({ accessToken }) => refusalOf(accessToken));
    expect(await Promise.all(refusals)).toEqual(['SESSION_ENDED', 'SESSION_ENDED', 'SESSION_ENDED']);
    await until(
      async () => socket.closes.length,
      (count) => count > 0,
      WITHIN,
    );
    expect(await caller(product.url).refusal(LOG_IN, { input: { email, password } })).toEqual(['INVALID_CREDENTIALS']);
    expect(await caller(product.url).refusal(REFRESH_TOKENS, { refreshToken: tokens.refreshToken })).toEqual(['SESSION_REVOKED']);
    expect(await staff.code()).not.toBe('SESSION_ENDED');

    await staff.change(ENABLE_USER, { id, reason: 'It was somebody else' });
    const again = await until(
      async () => (await frontend(product.url).ask(LOG_IN, { input: { email, password } })).login.outcome,
      (outcome) => outcome !== null,
    );
    expect(await caller(product.url, again.accessToken).code()).toBeNull();
    expect(await caller(product.url, tokens.accessToken).code()).toBe('SESSION_ENDED');
  }, 60_000);

  it('leaves their organization the machines that they made', async () => {
    const { owner, secret } = await aMachine();
    const { id } = (await owner.read('{ viewer { id } }')).viewer;
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    await staff.change(DISABLE_USER, { id, reason });
    await until(owner.code, (code) => code !== null, WITHIN);

    expect(await caller(product.url, secret).code()).toBeNull();
  }, 60_000);
});

async function aMachine() {
  const somebody = await anOwner(product.url);
  const { organizationId, owner } = somebody;
  const input = { organizationId, name: 'Till', scopes: ['org:read', 'org:modules:read'] };
  const { serviceAccount } = await owner.change(CREATE_SERVICE_ACCOUNT, { input });
  const { apiKey, secret } = await owner.change(CREATE_KEY, { input: { serviceAccountId: serviceAccount.id } });
  return { ...somebody, serviceAccount, id: apiKey.id as string, secret: secret as string };
}

describe('an API key', () => {
  it('that is revoked is refused at once, and its open socket is closed', async () => {
    const { owner, organizationId, id, secret } = await aMachine();
    const socket = await listening(secret, MODULES, { id: organizationId });
    const before = await caller(product.url, secret).code();
    await owner.change(REVOKE_KEY, { id });

    expect([before, await refusalOf(secret)]).toEqual([null, 'TOKEN_INVALID']);
    await until(
      async () => socket.closes.length,
      (count) => count > 0,
      WITHIN,
    );
    expect([socket.codes, socket.closes]).toEqual([['TOKEN_INVALID'], [4403]]);
    expect([product.process.exitCode, product.process.signalCode]).toEqual([null, null]);
  });

  it('does what its account may and nothing else, by either header', async () => {
    const { organizationId, secret } = await aMachine();
    const machine = frontend(product.url, undefined, { 'x-api-key': secret });

    expect((await machine.ask('{ organization { id } }')).organization.id).toBe(organizationId);
    expect(await machine.errorsOf('{ organization { members { nodes { id } } } }')).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await frontend(product.url, secret).errorsOf('{ organization { id } }')).toEqual([]);
  });

  it('works on beside the one that takes over from it, for as long as was asked', async () => {
    const { owner, organizationId, id, secret } = await aMachine();
    const rotated = await owner.change(ROTATE_KEY, { id, overlapSeconds: 3_600 });
    const beside = [await caller(product.url, secret).code(), await caller(product.url, rotated.secret).code()];
    const next = await owner.change(ROTATE_KEY, { id: rotated.apiKey.id, overlapSeconds: 0 });

    expect([rotated.apiKey.rotatesFrom, beside]).toEqual([id, [null, null]]);
    // Its time is over, and nobody took it away.
    expect(['TOKEN_EXPIRED', 'TOKEN_INVALID']).toContain(await refusalOf(rotated.secret));
    expect(await caller(product.url, next.secret).code()).toBeNull();
    const { nodes } = (await owner.read(SERVICE_ACCOUNTS, { organizationId })).organization.serviceAccounts;
    expect(nodes[0].keys.map(({ enabled }: Answer) => enabled)).toEqual([true, false, true]);
  });
});
