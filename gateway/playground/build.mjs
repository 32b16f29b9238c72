// Bundles the playground into dist/playground. The page loads nothing from anywhere else, so everything is in there.
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = at('../dist/playground');
const outdir = `${folder}.next`;

await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: at('.'),
  entryPoints: {
    main: 'main.tsx',
    modules: 'modules.ts',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.woff2': 'file' },
  assetNames: '[name]-[hash]',
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const page of ['index.html', 'modules.html']) await copyFile(at(page), `${outdir}/${page}`);
for (const name of await readdir(outdir)) await writeFile(`${outdir}/${name}.gz`, gzipSync(await readFile(`${outdir}/${name}`)));

await rm(folder, { recursive: true, force: true });
await rename(outdir, folder);
