import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { BEGIN_PASSKEY, BEGIN_PASSKEY_LOGIN, FINISH_PASSKEY, FINISH_PASSKEY_LOGIN } from '../src/authentication-documents.js';
import type { Answer } from '../src/client.js';
import { anOwner, caller, logIn } from '../testkit/caller.js';
import { aProduct, type ObservedProduct } from '../testkit/product-on-test-database.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const isSkipped = !existsSync(CHROMIUM) && process.env.CI !== 'true';
if (isSkipped) console.warn(`Passkeys are not tested in a browser: no ${CHROMIUM}`);

/** A device of the browser's that asks nobody, and says that it has. */
const DEVICE = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

let product: ObservedProduct;
let url: string;
let browser: Browser;
let page: Page;
let devices: CDPSession;

/** What a frontend does with the options of either ceremony; as text, since it is the browser's, and so are its types. */
const CREATE = `async (json) =>
  (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) })).toJSON()`;
const GET = `async (json) =>
  (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) })).toJSON()`;
const create = (options: Answer): Promise<Answer> => page.evaluate(`(${CREATE})(${JSON.stringify(options)})`);
const get = (options: Answer): Promise<Answer> => page.evaluate(`(${GET})(${JSON.stringify(options)})`);

(isSkipped ? describe.skip : describe)('a passkey of a browser', () => {
  beforeAll(async () => {
    product = await aProduct();
    ({ url } = product);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    page = await browser.newPage();
    // The host of APP_URL: a passkey is bound to it.
    await page.goto(`${url.replace('127.0.0.1', 'localhost')}/playground`);
    devices = await page.context().newCDPSession(page);
    await devices.send('WebAuthn.enable');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  }, 60_000);

  async function withPasskey() {
    const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE });
    const somebody = await anOwner(url);
    const { options } = await somebody.owner.change(BEGIN_PASSKEY);
    const { backupCodes } = await somebody.owner.change(FINISH_PASSKEY, { name: 'Laptop', credential: await create(options) });
    return { ...somebody, backupCodes, lose: () => devices.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }) };
  }

  it('logs in by it alone, as sure as by two factors', async () => {
    const { organizationId, backupCodes, lose } = await withPasskey();
    const { options } = await caller(url).change(BEGIN_PASSKEY_LOGIN);
    const credential = await get(options);
    const { outcome } = await caller(url).change(FINISH_PASSKEY_LOGIN, { input: { credential } });
    const again = await caller(url).refusal(FINISH_PASSKEY_LOGIN, { input: { credential } });
    await lose();

    expect([backupCodes.length, outcome.__typename, outcome.session.aal]).toEqual([10, 'TokenPair', 2]);
    expect((await caller(url, outcome.accessToken).read('{ organization { id } }')).organization.id).toBe(organizationId);
    expect(again).toHaveLength(1);
  }, 60_000);

  it('is the second factor after a password', async () => {
    const { email, password, lose } = await withPasskey();
    const { __typename, challengeToken, factors } = await logIn(url, { email, password });
    const { options } = await caller(url).change(BEGIN_PASSKEY_LOGIN);
    const { outcome } = await caller(url).change(FINISH_PASSKEY_LOGIN, { input: { challengeToken, credential: await get(options) } });
    await lose();

    expect([__typename, factors]).toEqual(['MfaChallenge', ['PASSKEY', 'BACKUP_CODE']]);
    expect([outcome.__typename, outcome.session.aal]).toEqual(['TokenPair', 2]);
  }, 60_000);
});
