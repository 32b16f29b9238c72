import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDataFolder, announced, launch, type Product, startProduct } from '../testkit/product.js';

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** The first of so many free ports in a row, below those that the system hands out to connections. */
async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = 10_000 + Math.floor(Math.random() * 9_000);
    const row = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (row.every(Boolean)) return first;
  }
  throw new Error('There are no free ports');
}

const tell = async (url: string, mailFolder: string) => {
  const demo = launch('e2e/dist/demo.js', { URL: url, MAIL_FOLDER: mailFolder });
  return { code: await demo.exit, output: demo.output() };
};

describe('the demo', () => {
  let folder: Awaited<ReturnType<typeof aDataFolder>>;
  let product: Product;
  beforeAll(async () => {
    folder = await aDataFolder();
  });
  afterAll(() => folder.remove(), 60_000);

  it('passes against the all-in-one process, and again after a restart', async () => {
    for (let run = 0; run < 2; run += 1) {
      product = await startProduct(folder.path);
      const { code, output } = await tell(product.url, `${folder.path}/mail`);
      expect([code, output]).toEqual([0, expect.stringContaining('The story holds')]);
      await product.end('SIGTERM');
    }
  }, 120_000);

  it('passes against six processes', async () => {
    const port = await freePorts(6);
    const env = { DATA_DIR: folder.path, MAIL_FOLDER: `${folder.path}/mail`, PORT: String(port), LOG_LEVEL: 'error' };
    const distributed = launch('scripts/start-distributed.mjs', env);
    const url = await announced(distributed, /GraphQL +(http:\S+)\/graphql/);

    const { code, output } = await tell(url, `${folder.path}/mail`);

    expect([code, output]).toEqual([0, expect.stringContaining('The story holds')]);
    expect(await distributed.end('SIGTERM')).toBe(0);
  }, 120_000);

  it('fails loudly where nothing answers', async () => {
    const { code, output } = await tell(`http://127.0.0.1:${await freePorts(1)}`, folder.path);

    expect([code, output]).toEqual([1, expect.stringContaining('Start the product first')]);
  });
});
