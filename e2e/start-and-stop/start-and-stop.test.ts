import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { frontend } from '../src/client.js';
import { LOGIN } from '../src/documents.js';
import { aDataFolder, launch, type Product, startProduct } from '../testkit/product.js';

/** A process that ended counts as gone even where nobody has collected its exit code yet. */
const isAlive = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('the all-in-one process', () => {
  let folder: Awaited<ReturnType<typeof aDataFolder>>;
  let product: Product;
  const postgresPid = async () =>
    Number((await readFile(join(folder.path, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  beforeAll(async () => {
    folder = await aDataFolder();
    product = await startProduct(folder.path);
  }, 60_000);
  afterAll(async () => {
    await product.end('SIGKILL');
    await folder.remove();
  }, 60_000);

  it('says where it is, and lets the first super admin in with the password that it shows', async () => {
    const [, email] = product.output().match(/Super admin +(\S+)/) ?? [];
    const [, password] = product.output().match(/Password +(\S+)/) ?? [];

    const { login } = await frontend(product.url).ask(LOGIN, { input: { email, password } });

    expect(login).toMatchObject({ outcome: { __typename: 'TokenPair' }, userErrors: [] });
    const admin = frontend(product.url, login.outcome.accessToken);
    const { services, organizations, viewer } = await admin.ask(
      '{ services { name status } organizations { nodes { slug } } viewer { isPlatformAdmin } }',
    );
    expect(services.map(({ status }: { status: string }) => status)).toEqual(['UP', 'UP', 'UP', 'UP', 'UP']);
    expect([organizations.nodes, viewer.isPlatformAdmin]).toEqual([[], true]);
  });

  it('says that it already runs when it is started again', async () => {
    const second = launch('standalone/dist/main.js', { DATA_DIR: folder.path, PORT: '0' });

    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(new RegExp(`Already running as process ${product.process.pid}.*ALREADY_RUNNING`));
  });

  it('says which port is in use, and leaves no database behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const other = await aDataFolder();

    const second = launch('standalone/dist/main.js', { DATA_DIR: other.path, PORT: String(port) });

    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`${port}`);
    expect(second.output()).toContain('PORT_IN_USE');
    await expect(readFile(join(other.path, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
    taken.close();
    await other.remove();
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops cleanly on %s, its database with it, and keeps the data',
    async (signal) => {
      const pid = await postgresPid();

      expect(await product.end(signal)).toBe(0);

      expect(isAlive(pid)).toBe(false);
      product = await startProduct(folder.path);
      expect(product.output()).toContain('as shown at the first start');
      expect((await frontend(product.url).ask('{ plans { key } }')).plans).toHaveLength(3);
    },
    60_000,
  );
});
