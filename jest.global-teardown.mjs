import { glob, readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** Stops what the setup started; the last lines of a run without Redis say what it did not test, and why. */
export default async function teardown(globalConfig, projectConfig) {
  const { undos, withoutRedis, dismissGuard } = globalThis.__testServers;
  await Promise.all(undos.map((undo) => undo()));
  dismissGuard();
  if (!withoutRedis) return;
  const skipped = await suitesThatNeedRedis(globalConfig, projectConfig);
  if (skipped.length === 0) return;
  console.error(`\nSKIPPED, because there is no Redis to test with:\n${skipped.map((file) => `  ${file}`).join('\n')}\n${withoutRedis}`);
}

/** Those of this run's test files that name the variable: it is how a suite asks for Redis (see infra/README.md). */
async function suitesThatNeedRedis({ testPathPatterns }, { rootDir, testMatch }) {
  const isInRun = testPathPatterns.toExecutor({ rootDir });
  const found = [];
  for await (const file of glob(testMatch, { exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) })) {
    if (isInRun.isMatch(file) && (await readFile(file, 'utf8')).includes('TEST_REDIS_URL')) found.push(relative(rootDir, file));
  }
  return found.sort();
}
