// Makes common-passwords.bin of a list of passwords, most common first, one a line, on standard input:
//   node subgraphs/auth/data/build.mjs < 10_million_password_list_top_1M.txt
// Kept are the first 100,000 of at least 8 characters (no password can be shorter): the first 5 bytes of the SHA-256 of each in
// lower case, sorted, so that a look-up is a binary search and nothing in the file can be read as a password.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

const COUNT = 100_000;
const BYTES = 5;

const words = (await text(process.stdin)).split(/\r?\n/).map((word) => word.normalize('NFKC').toLowerCase());
const kept = [...new Set(words.filter((word) => [...word].length >= 8))].slice(0, COUNT);
const hashes = kept.map((word) => createHash('sha256').update(word).digest().subarray(0, BYTES));
const sorted = [...new Map(hashes.map((hash) => [hash.toString('hex'), hash]))].sort(([one], [other]) => (one < other ? -1 : 1));
await writeFile(new URL('common-passwords.bin', import.meta.url), Buffer.concat(sorted.map(([, hash]) => hash)));
console.log(`${sorted.length} passwords`);
