import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** What a suite that skips tests asks for, by what its file says; the reasons for missing servers come from the setup. */
const NEEDS = [
  ['isRoot()', 'to be run as root'],
  ['CHROMIUM_PATH', 'a Chromium (CHROMIUM_PATH)'],
  ['isBuilt', 'the product to be built (npm run build)'],
];

/** Collects what a run did not test, and why, for the teardown to say; in CI a skipped test is a failure. */
export default class SkipReport {
  #rootDir;
  #isChosen;
  #error;

  constructor({ rootDir, testNamePattern }) {
    this.#rootDir = rootDir;
    // Whoever names the tests to run knows of the others.
    this.#isChosen = Boolean(testNamePattern);
  }

  async onRunComplete(_contexts, { testResults }) {
    const skips = testResults.filter(({ numPendingTests }) => numPendingTests > 0);
    if (skips.length === 0 || this.#isChosen) return;
    const { missing } = globalThis.__testServers;
    const lines = await Promise.all(skips.map((suite) => this.#line(suite, missing)));
    const isCi = process.env.CI === 'true';
    const head = isCi ? 'SKIPPED, which is a failure in CI:' : 'SKIPPED:';
    globalThis.__testServers.skipped = [head, ...lines.sort(), ...Object.values(missing)].join('\n');
    if (isCi) this.#error = new Error(head);
  }

  getLastError() {
    return this.#error;
  }

  async #line({ testFilePath, numPendingTests, testResults }, missing) {
    const text = await readFile(testFilePath, 'utf8');
    const servers = Object.keys(missing).filter((variable) => text.includes(variable));
    const others = NEEDS.filter(([mark]) => text.includes(mark)).map(([, need]) => need);
    const needs = [...servers, ...others].join(', or ') || 'what its own condition says';
    return `  ${relative(this.#rootDir, testFilePath)}: ${numPendingTests} of ${testResults.length} tests; they need ${needs}`;
  }
}
