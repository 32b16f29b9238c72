import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * The source files below a folder whose text matches, in order and by their path within it; tests and what helps them left out.
 * @param folder its URL, with a slash at the end: `new URL('.', import.meta.url)` is the caller's own.
 */
export async function filesThat(folder: URL, pattern: RegExp): Promise<string[]> {
  const root = fileURLToPath(folder);
  const files = (await readdir(root, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('testing/'));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(`${root}${file}`, 'utf8') })));
  return texts.flatMap(({ file, text }) => (pattern.test(text) ? [file] : [])).toSorted();
}
