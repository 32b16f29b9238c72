// Runs a benchmark by its name: npm run bench -- row-security
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url)).flatMap((file) => file.match(/^(.+)\.bench\.mjs$/)?.[1] ?? []);
const [name] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Which one? ${names.join(', ')}`);
  process.exit(1);
}
await import(`./${name}.bench.mjs`);
