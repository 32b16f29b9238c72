import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { frontend } from '../src/client.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const isSkipped = !existsSync(CHROMIUM) && process.env.CI !== 'true';
if (isSkipped) console.warn(`The live dashboard is not tested in a browser: no ${CHROMIUM}`);

let fleet: Fleet;
let browser: Browser;

async function openTab(email: string, password: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${fleet.url}/playground/modules`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

(isSkipped ? describe.skip : describe)('the dashboard of modules in two tabs', () => {
  beforeAll(async () => {
    fleet = await startFleet();
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await fleet?.stop();
  });

  it('shows in one what is switched in the other', async () => {
    const company = aCompany({ industryCode: 'technology' });
    const { organization, tokens } = await signUp(frontend(fleet.url), company);
    const owner = frontend(fleet.url, tokens.accessToken);
    const { organization: read } = await owner.ask('{ organization { modules(first: 100) { nodes { enabled module { key } } } } }');
    expect(organization.status).toBe('ACTIVE');
    expect(read.modules.nodes.map(({ module }: { module: { key: string } }) => module.key)).toContain('projects');
    const [one, other] = await Promise.all([openTab(company.ownerEmail, company.password), openTab(company.ownerEmail, company.password)]);

    await one.getByRole('button', { name: 'Disable projects' }).click();
    await other.getByRole('button', { name: 'Enable projects' }).click();
    await one.getByRole('button', { name: 'Disable projects' }).waitFor();

    const events = other.getByRole('list', { name: 'Events' }).locator('li');
    await events.nth(1).waitFor();

    expect(await events.count()).toBe(2);
  }, 120_000);
});
