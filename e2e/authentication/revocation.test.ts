import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CREATE_KEY,
  CREATE_SERVICE_ACCOUNT,
  REVOKE_KEY,
  REVOKE_OTHERS,
  REVOKE_SESSION,
  REVOKE_SESSIONS_OF,
  ROTATE_KEY,
  SERVICE_ACCOUNTS,
  SESSION_CHANGED,
  SESSIONS,
} from '../src/access-documents.js';
import { type Answer, frontend } from '../src/client.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { listen } from '../testkit/listener.js';
import { aProduct, type ObservedProduct } from '../testkit/product-on-test-database.js';
import { until } from '../testkit/until.js';

/** What is revoked is refused within this time (ms), as is promised. */
const WITHIN = 1_000;
const MODULES = 'subscription ($id: ID!) { organizationModuleChanged(organizationId: $id) { change } }';

let product: ObservedProduct;
let url: string;
beforeAll(async () => {
  product = await aProduct();
  ({ url } = product);
}, 60_000);
afterAll(() => product.stop(), 60_000);

const refusalOf = (token: string) => until(caller(url, token).code, (code) => code !== null, WITHIN);
const lifeLeftOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).exp * 1_000 - Date.now();

/** A connection that has been open for long enough to have heard whatever would end it. */
async function listening(token: string, query: string, variables: Record<string, unknown> = {}) {
  const listener = listen(url, token, query, variables);
  await listener.opened;
  await sleep(50);
  expect([listener.codes, listener.closes]).toEqual([[], []]);
  return listener;
}

describe('a session that is revoked', () => {
  it('is refused at once, long before its token expires, and its open socket is closed', async () => {
    const { email, password, owner } = await anOwner(url);
    const { accessToken, session } = await logIn(url, { email, password, deviceName: 'Lost phone' });
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
    const { email, password, owner, tokens } = await anOwner(url);
    const others = [await logIn(url, { email, password }), await logIn(url, { email, password })];
    const { revokedCount } = await owner.change(REVOKE_OTHERS);

    expect(revokedCount).toBe(2);
    for (const { accessToken } of others) expect(await refusalOf(accessToken)).toBe('SESSION_ENDED');
    expect(await owner.code()).toBeNull();

    const { viewer } = await owner.read('{ viewer { id } }');
    const staff = caller(url, (await logIn(url, product.staff)).accessToken);
    await staff.change(REVOKE_SESSIONS_OF, { userId: viewer.id, reason: 'Her phone was stolen' });
    expect(await refusalOf(tokens.accessToken)).toBe('SESSION_ENDED');
  });
});

describe('an API key', () => {
  async function aMachine() {
    const somebody = await anOwner(url);
    const { organizationId, owner } = somebody;
    const input = { organizationId, name: 'Till', scopes: ['org:read', 'org:modules:read'] };
    const { serviceAccount } = await owner.change(CREATE_SERVICE_ACCOUNT, { input });
    const { apiKey, secret } = await owner.change(CREATE_KEY, { input: { serviceAccountId: serviceAccount.id } });
    return { ...somebody, serviceAccount, id: apiKey.id as string, secret: secret as string };
  }

  it('that is revoked is refused at once, and its open socket is closed', async () => {
    const { owner, organizationId, id, secret } = await aMachine();
    const socket = await listening(secret, MODULES, { id: organizationId });
    const before = await caller(url, secret).code();
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
    const machine = frontend(url, undefined, { 'x-api-key': secret });

    expect((await machine.ask('{ organization { id } }')).organization.id).toBe(organizationId);
    expect(await machine.errorsOf('{ organization { members { nodes { id } } } }')).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await frontend(url, secret).errorsOf('{ organization { id } }')).toEqual([]);
  });

  it('works on beside the one that takes over from it, for as long as was asked', async () => {
    const { owner, organizationId, id, secret } = await aMachine();
    const rotated = await owner.change(ROTATE_KEY, { id, overlapSeconds: 3_600 });
    const beside = [await caller(url, secret).code(), await caller(url, rotated.secret).code()];
    const next = await owner.change(ROTATE_KEY, { id: rotated.apiKey.id, overlapSeconds: 0 });

    expect([rotated.apiKey.rotatesFrom, beside]).toEqual([id, [null, null]]);
    // Its time is over, and nobody took it away.
    expect(['TOKEN_EXPIRED', 'TOKEN_INVALID']).toContain(await refusalOf(rotated.secret));
    expect(await caller(url, next.secret).code()).toBeNull();
    const { nodes } = (await owner.read(SERVICE_ACCOUNTS, { organizationId })).organization.serviceAccounts;
    expect(nodes[0].keys.map(({ enabled }: Answer) => enabled)).toEqual([true, false, true]);
  });
});
