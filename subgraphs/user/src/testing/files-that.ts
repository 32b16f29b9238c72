import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The source files of this subgraph that match, tests and what helps them left out. */
export async function filesThat(pattern: RegExp): Promise<string[]> {
  const files = (await readdir(ROOT, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('testing'));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(`${ROOT}${file}`, 'utf8') })));
  return texts.flatMap(({ file, text }) => (pattern.test(text) ? [file] : [])).toSorted();
}
