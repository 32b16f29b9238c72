// Hive Gateway from npm, in a folder of its own: no dependency of ours. Fetched once.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [GATEWAY, ROUTER_RUNTIME, GRAPHQL] = ['2.15.1', '1.4.23', '16.15.0'];
const folder = fileURLToPath(new URL(`../../.data/bench/hive-${GATEWAY}-${ROUTER_RUNTIME}`, import.meta.url));
const PACKAGE = {
  private: true,
  dependencies: { '@graphql-hive/gateway': GATEWAY, '@graphql-hive/router-runtime': ROUTER_RUNTIME, graphql: GRAPHQL },
  // A dependency asks for ^10.3.2 of it, which is not to be had.
  overrides: { '@graphql-tools/batch-execute': '10.2.0' },
};

export const hiveVersions = `${GATEWAY}, router-runtime ${ROUTER_RUNTIME}`;

/** @returns {Promise<string>} its program. @throws where npm cannot fetch it. */
export async function installHive() {
  const home = `${folder}/node_modules/@graphql-hive/gateway`;
  if (!(await isThere(home))) {
    console.error(`Fetching Hive Gateway into ${folder} …`);
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/package.json`, JSON.stringify(PACKAGE, null, 2));
    const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    await promisify(execFile)('npm', flags, { cwd: folder, timeout: 600_000 });
  }
  return `${home}/dist/bin.js`;
}

const isThere = (home) =>
  readFile(`${home}/package.json`, 'utf8').then(
    (text) => JSON.parse(text).version === GATEWAY,
    () => false,
  );
