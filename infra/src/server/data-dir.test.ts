import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inChild } from '../../testing/in-child.js';
import { query } from '../../testing/query.js';
import { scratch } from '../../testing/scratch.js';
import { POSTGRES } from './product.js';
import { findServiceUser, isRoot } from './system-user.js';

const asRoot = isRoot() ? describe : describe.skip;

asRoot('the data folder of root', () => {
  const { folder, start: startAnywhere, later } = scratch();
  const homeOf = (dataDir: string) => readFileSync(join(dataDir, 'location'), 'utf8').trim();
  const start = async (dataDir: string) => {
    const server = await startAnywhere(dataDir);
    if (existsSync(join(dataDir, 'location'))) {
      const home = homeOf(dataDir);
      later(() => server.stop().then(() => rm(home, { recursive: true, force: true })));
    }
    return server;
  };

  it('is open to walk through, and its data belongs to the user that runs PostgreSQL', async () => {
    const dataDir = join(await folder(), 'nested', 'pg');
    const user = await findServiceUser(POSTGRES);

    await start(dataDir);

    expect(statSync(dataDir).mode & 0o777).toBe(0o711);
    expect(statSync(join(dataDir, 'cluster'))).toMatchObject(user);
    expect(statSync(join(dataDir, 'superuser-password')).uid).toBe(0);
  });

  it('keeps its data elsewhere when a parent is closed, and finds it again, even after the parent was opened', async () => {
    const parent = await folder(0o700);
    const dataDir = join(parent, 'pg');
    const first = await start(dataDir);
    const home = homeOf(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    await chmod(parent, 0o755);

    const second = await start(dataDir);

    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(readdirSync(dataDir)).not.toContain('cluster');
    expect(statSync(join(home, 'cluster')).mode & 0o777).toBe(0o700);
  });

  it('starts afresh after it was deleted, wherever its data had been', async () => {
    const dataDir = join(await folder(0o700), 'pg');
    await (await start(dataDir)).stop();
    const home = homeOf(dataDir);
    await rm(dataDir, { recursive: true });

    const server = await start(dataDir);

    expect(homeOf(dataDir)).not.toBe(home);
    expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('is refused, rather than begun anew elsewhere, when it holds data and a parent was closed', async () => {
    const parent = await folder();
    const dataDir = join(parent, 'pg');
    await (await start(dataDir)).stop();
    await chmod(parent, 0o700);

    await expect(start(dataDir)).rejects.toMatchObject({ code: 'DATA_DIR_UNREACHABLE' });
  });

  it('works after root copied it, and with the data of an ordinary user', async () => {
    const parent = await folder();
    await (await start(join(parent, 'pg'))).stop();
    await cp(join(parent, 'pg'), join(parent, 'copy'), { recursive: true });
    await chmod(join(parent, 'copy', 'cluster'), 0o700);
    const ordinary = await folder();
    await chown(ordinary, 65534, 65534);
    const node = inChild(
      'await (await infra.startPostgres(input)).stop(); say("done")',
      { dataDir: join(ordinary, 'pg') },
      { uid: 65534, gid: 65534 },
    );
    expect(await node.said).toBe('done');
    await node.ended;

    const [copy, theirs] = [await start(join(parent, 'copy')), await start(join(ordinary, 'pg'))];

    expect(await query(copy.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await query(theirs.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(statSync(`/proc/${theirs.pid}`).uid).toBe(65534);
  });

  it('is refused to an ordinary user', async () => {
    const dataDir = join(await folder(), 'pg');
    await (await start(dataDir)).stop();

    const node = inChild('await infra.startPostgres(input)', { dataDir }, { uid: 65534, gid: 65534 });

    expect(await node.said).toMatchObject({ error: 'DATA_DIR_UNREACHABLE' });
    await node.ended;
  });
});
