import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Frontend, frontend } from '../src/client.js';
import { DASHBOARD, LOGIN } from '../src/documents.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { aDataFolder, type Product, startProduct } from '../testkit/product.js';

const SIGN_UPS = 100;
/** Milliseconds from the first of a round's sign-ups to the crash: early, when most are being reserved, and later. */
const CRASHES = [120, 200, 300, 450, 700];
/** A hundred hashes as production has them would take all of that time, and nothing would be under way. */
const SETTINGS = { RATE_LIMIT: 'off', PASSWORD_HASH_KIB: '64', PASSWORD_HASH_PASSES: '1' };

describe('a crash, again and again, in the middle of 100 sign-ups', () => {
  let folder: Awaited<ReturnType<typeof aDataFolder>>;
  let product: Product;
  beforeAll(async () => {
    folder = await aDataFolder();
    product = await startProduct(folder.path, SETTINGS);
  }, 60_000);
  afterAll(async () => {
    await product.end('SIGKILL');
    await folder.remove();
  }, 60_000);

  it('leaves every answered sign-up complete, and none half there', async () => {
    const companies = Array.from({ length: SIGN_UPS }, () => aCompany());
    const answered: string[] = [];
    const underWay: number[] = [];
    for (const [round, moment] of CRASHES.entries()) {
      const batch = companies.slice((round * SIGN_UPS) / CRASHES.length, ((round + 1) * SIGN_UPS) / CRASHES.length);
      const attempts = batch.map(async (company) => answered.push((await signUp(frontend(product.url), company)).organization.slug));
      await sleep(moment);
      await product.end('SIGKILL');
      await Promise.allSettled(attempts);
      product = await startProduct(folder.path, SETTINGS);
      underWay.push(await countUnderWay(await logInAsAdmin(folder.path, product.url)));
    }
    // Else the crashes came when nothing was under way, and prove nothing.
    expect(Math.max(...underWay)).toBeGreaterThan(0);
    const found = await untilNothingIsUnderWay(await logInAsAdmin(folder.path, product.url));

    const slugs = found.map(({ slug }) => slug);
    expect(answered.filter((slug) => !slugs.includes(slug))).toEqual([]);
    expect(found.filter(({ status }) => status !== 'ACTIVE')).toEqual([]);
    for (const { ownerEmail: email, password, subdomain } of companies.filter((company) => slugs.includes(company.subdomain))) {
      await expectComplete(product.url, { email, password, subdomain });
    }
    // Whoever got no answer asks again with the same key, and is served.
    const retried = await Promise.all(
      companies.filter(({ subdomain }) => !answered.includes(subdomain)).map((company) => signUp(frontend(product.url), company)),
    );
    expect(retried.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  }, 180_000);
});

async function logInAsAdmin(dataDir: string, url: string): Promise<Frontend> {
  const { superAdminPassword: password } = JSON.parse(await readFile(`${dataDir}/secrets.json`, 'utf8'));
  const { login } = await frontend(url).ask(LOGIN, { input: { email: 'admin@innoerp.example', password } });
  return frontend(url, login.outcome.accessToken);
}

async function countUnderWay(admin: Frontend): Promise<number> {
  const { reserving, created } = await admin.ask(
    '{ reserving: signUps(state: RESERVING, first: 100) { totalCount } created: signUps(state: ACCOUNT_CREATED, first: 100) { totalCount } }',
  );
  return reserving.totalCount + created.totalCount;
}

/** The recovery carries every sign-up that had begun to its end, one way or the other. */
async function untilNothingIsUnderWay(admin: Frontend): Promise<{ slug: string; status: string }[]> {
  for (const deadline = Date.now() + 45_000; (await countUnderWay(admin)) > 0; await sleep(250)) {
    if (Date.now() > deadline) throw new Error(`${await countUnderWay(admin)} sign-ups are stuck`);
  }
  const { organizations } = await admin.ask('{ organizations(first: 100) { nodes { slug status } } }');
  return organizations.nodes;
}

async function expectComplete(
  url: string,
  { email, password, subdomain }: { email: string; password: string; subdomain: string },
): Promise<void> {
  const { login } = await frontend(url).ask(LOGIN, { input: { email, password } });
  const { viewer } = await frontend(url, login.outcome.accessToken).ask(DASHBOARD);
  const [{ organization, roles }] = viewer.memberships.nodes;
  expect([
    organization.slug,
    organization.status,
    roles[0].key,
    organization.modules.nodes.length,
    organization.subscription.status,
  ]).toEqual([subdomain, 'ACTIVE', 'owner', 5, 'TRIALING']);
}
