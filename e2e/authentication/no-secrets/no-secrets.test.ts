import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOG_IN, REFRESH_TOKENS, VERIFY_MFA } from '../../src/authentication-documents.js';
import { until } from '../../src/until.js';
import { aProduct, type ObservedProduct } from '../../testkit/product-on-test-database.js';
import { Life } from './live-a-life.js';
import { type Finding, Secrets } from './secrets.js';
import { everyRow, serverLog, Witness } from './witness.js';

const KINDS = [
  'API key',
  'access token',
  'backup code',
  'password',
  'refresh token',
  'secret of an authenticator app',
  'token of a challenge',
  'token of a new address',
  'token of a reset',
  'token of a trusted device',
  'token of a verification',
  'token of an invitation',
  'token that takes an address back',
  'wrong password',
];

let product: ObservedProduct;
let witness: Witness;
const secrets = new Secrets();
beforeAll(async () => {
  product = await aProduct({ LOG_LEVEL: 'trace' });
  witness = new Witness(product.url);
}, 60_000);
afterAll(() => product.stop(), 60_000);

/** Everything that the product has written or said and that is not for the eyes of whoever the secret belongs to. */
async function places(): Promise<Record<string, string>> {
  return {
    log: product.output(),
    database: await everyRow(product),
    'database server’s log': await serverLog(product),
    errors: witness.refusals.join('\n'),
    metrics: await (await fetch(`${product.url}/metrics`)).text(),
  };
}

const findIn = async (known: Secrets): Promise<Finding[]> =>
  Object.entries(await places()).flatMap(([place, text]) => known.findIn(place, text));

/** Secrets where no client that is right would put them. */
async function misplace(secret: string, token: string): Promise<void> {
  const inline = `mutation { tokenRefresh(refreshToken: ${JSON.stringify(secret)}) { userErrors { code message field } } }`;
  const search = new URLSearchParams({ query: REFRESH_TOKENS, variables: JSON.stringify({ refreshToken: secret }) });
  await witness.ask(inline);
  await witness.ask(inline.slice(0, -4));
  await witness.ask(LOG_IN, { input: { email: secret, password: secret, deviceName: null } });
  await witness.ask(VERIFY_MFA, { input: { challengeToken: secret, kind: 'TOTP', code: secret } });
  await witness.send('GET', `/graphql?${search}`);
  await witness.send('GET', `/metrics?token=${encodeURIComponent(secret)}`);
  await witness.send('POST', '/graphql', { token: secret, body: JSON.stringify({ query: '{ organization { id } }' }) });
  await witness.send('POST', '/graphql', { token, body: `{"query": "${secret}` });
}

describe('a secret', () => {
  it('is in no log, no row, no error and no metric, whatever was done with it', async () => {
    const life = new Life(product, witness, secrets);
    await life.live();
    await misplace(life.password, life.token);
    for (const kind of ['refresh token', 'token of a reset', 'API key']) await misplace(secrets.of(kind).at(-1) as string, life.token);
    // Mails have gone out and events have been told of everywhere, so that nothing is written any more.
    await until(
      () => product.rows('select 1 from auth.outgoing_mail union all select 1 from auth.outbox'),
      (left) => left.length === 0,
      20_000,
    );

    expect(secrets.kinds()).toEqual(KINDS);
    expect(await findIn(secrets)).toEqual([]);
  }, 120_000);

  it('that comes as a variable of the wrong form is not even told to its sender', async () => {
    const [refreshToken, password] = ['refresh token', 'password'].map((kind) => secrets.of(kind).at(-1));
    await witness.ask(REFRESH_TOKENS, { refreshToken: [refreshToken] });
    await witness.ask(REFRESH_TOKENS, { refreshToken: { refreshToken } });
    await witness.ask(LOG_IN, { input: { email: 'somebody', password: { password } } });

    expect(await findIn(secrets)).toEqual([]);
  }, 60_000);

  it('would be found where it may be written: what is none is found in each of these places', async () => {
    const planted = `planted-${randomBytes(12).toString('base64url')}`;
    const canary = new Secrets();
    canary.add('canary', planted);
    const life = new Life(product, witness, new Secrets());
    await life.begin();
    await life.logIn({ deviceName: planted });
    await witness.ask(`{ ${planted.replaceAll('-', '_')} }`);
    await witness.send('GET', `/${planted}`);
    await expect(product.rows(`select '${planted}' from nowhere`)).rejects.toThrow('nowhere');

    const found = new Set((await findIn(canary)).map(({ place }) => place));
    expect([...found].sort()).toEqual(['database', 'database server’s log', 'errors', 'log']);
  }, 60_000);
});
