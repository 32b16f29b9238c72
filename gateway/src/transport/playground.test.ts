import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { aMemberToken, liveGateway } from '../testing/live-gateway.js';
import { aToken, testGateway } from '../testing/test-gateway.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const isBuilt = existsSync(new URL('../../dist/playground/index.html', import.meta.url));
const missing = [...(existsSync(CHROMIUM) ? [] : [`no ${CHROMIUM}`]), ...(isBuilt ? [] : ['the playground is not built (npm run build)'])];
const isSkipped = missing.length > 0 && process.env.CI !== 'true';
if (isSkipped) console.warn(`The playground is not tested in a browser: ${missing.join(', ')}`);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that remembers where it went and what went wrong on it. */
async function openPage(browser: Browser) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text().slice(0, 300)));
  page.setDefaultTimeout(30_000);
  return { page, requests, problems };
}

/** Replaces what stands in one of the page's editors, the way a person does. */
async function write(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(`${editor} .monaco-editor:visible`).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

(isSkipped ? describe.skip : describe)('the playground in a browser', () => {
  it('runs a query with the header that was typed, and talks to nobody else', async () => {
    const gateway = await testGateway();
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const { page, requests, problems } = await openPage(browser);

      await page.goto(gateway.url);
      await page.getByText('Welcome to innoERP').waitFor();
      await write(page, '[aria-label="Headers"]', JSON.stringify({ Authorization: `Bearer ${aToken()}` }));
      await write(page, '.graphiql-query-editor', 'query Mine { me { name books { title } } }');
      await page.getByRole('tab', { name: 'Mine' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await page.locator('.graphiql-response').getByText('Notes').waitFor();
      await page.getByLabel('Show Documentation Explorer').click();
      await page.getByText('Root Types').waitFor();
      await page.getByLabel('Show GraphiQL Explorer').click();
      await page.locator('.docExplorerWrap').getByText('people', { exact: true }).click();
      await page.locator('.graphiql-query-editor').getByText('people').waitFor();
      if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });

      expect(new URL(page.url()).pathname).toBe('/playground');
      expect(gateway.graph.calls.map(({ identity }) => identity.subject)).toEqual(['1', '1']);
      expect(requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== gateway.url)).toEqual([]);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  it('runs a subscription over a WebSocket, as whoever the headers say', async () => {
    const gateway = await liveGateway();
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const { page, problems } = await openPage(browser);

      await page.goto(`${gateway.url}/playground`);
      await page.getByText('Welcome to innoERP').waitFor();
      await write(page, '[aria-label="Headers"]', JSON.stringify({ Authorization: `Bearer ${aMemberToken()}` }));
      await write(page, '.graphiql-query-editor', 'subscription Items { itemChanged(organizationId: "acme") { item { name } } }');
      await page.getByRole('tab', { name: 'Items' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await gateway.running(1);
      await gateway.graph.emit('acme', { itemId: '77' });
      await page.locator('.graphiql-response').getByText('Item 77').waitFor();

      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);
});
