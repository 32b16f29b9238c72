import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { until } from '../testing/until.js';
import { type SupergraphWatch, type WatchOptions, watchSupergraph } from './watch-supergraph.js';

let watching: SupergraphWatch | undefined;
afterEach(() => watching?.close());

async function aWatch(told: (text: string) => void, options: Partial<WatchOptions> = {}) {
  const path = join(await mkdtemp(join(tmpdir(), 'supergraph-')), 'supergraph.graphql');
  await writeFile(path, 'one');
  const lines: { level: number; path: string }[] = [];
  const log = createLogger({ service: 'gateway', level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  watching = watchSupergraph({ path, current: 'one', log, debounce: 20, ...options }, async (text) => {
    told(text);
    return true;
  });
  return { path, lines };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('watchSupergraph', () => {
  it('tells of a new text once it has been written to its end', async () => {
    const texts: string[] = [];
    const { path } = await aWatch((text) => texts.push(text), { debounce: 1_500 });

    await writeFile(path, 't');
    await wait(800);
    await writeFile(path, 'tw');
    await wait(800);
    await writeFile(path, 'two');
    await until(() => texts.length > 0);

    expect(texts).toEqual(['two']);
  });

  it('notices a file that is put in the place of the old one', async () => {
    const texts: string[] = [];
    const { path } = await aWatch((text) => texts.push(text));

    await writeFile(`${path}.new`, 'two');
    await rename(`${path}.new`, path);
    await until(() => texts.length > 0);

    expect(texts).toEqual(['two']);
  });

  it('polls where the system tells of nothing', async () => {
    const texts: string[] = [];
    const { path } = await aWatch((text) => texts.push(text), { debounce: 60_000, poll: 20 });

    await writeFile(path, 'two');
    await until(() => texts.length > 0);

    expect(texts).toEqual(['two']);
  });

  it('logs a text that is refused and goes on', async () => {
    const texts: string[] = [];
    const { path, lines } = await aWatch((text) => {
      if (text === 'bad') throw new Error('Syntax Error');
      texts.push(text);
    });

    await writeFile(path, 'bad');
    await until(() => lines.length > 0);
    await writeFile(path, 'good');
    await until(() => texts.length > 0);

    expect(lines[0]).toMatchObject({ level: 50, path });
    expect(texts).toEqual(['good']);
  });
});
