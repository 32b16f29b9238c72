import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileName, type Jar } from './kafka-jars.js';
import { copyWithMaven, type Maven } from './maven.js';

const DRAFT = 'draft-';

/** Those of the files that the folder does not have, or has with other contents. */
export async function unfitJars(folder: string, jars: readonly Jar[]): Promise<Jar[]> {
  const digests = await Promise.all(jars.map((jar) => digestOf(join(folder, fileName(jar)))));
  return jars.filter(({ sha256 }, i) => digests[i] !== sha256);
}

/**
 * Brings the files into the folder: first from where Maven keeps what it fetched before, and where that fails or is spoilt, all
 * the way anew. None gets there that does not hold what it must. Call it while nobody else does. Throws what Maven said, or
 * which file is wrong.
 */
export async function fetchJars(folder: string, jars: readonly Jar[], maven: Maven): Promise<void> {
  await removeDrafts(folder);
  const draft = join(folder, `${DRAFT}${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    const left = await fetchInto({ folder, draft, jars, maven }).catch(() => jars);
    const wrong = left.length > 0 ? await fetchInto({ folder, draft, jars: left, maven, repository: join(draft, 'repository') }) : [];
    if (wrong.length > 0) throw new Error(await mismatch(draft, wrong[0]!));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

interface Fetch {
  folder: string;
  draft: string;
  jars: readonly Jar[];
  maven: Maven;
  repository?: string;
}

/** Gives those that came with other contents. */
async function fetchInto({ folder, draft, jars, maven, repository }: Fetch): Promise<Jar[]> {
  await copyWithMaven(maven, { jars, folder: draft, repository });
  const wrong = await unfitJars(draft, jars);
  for (const jar of jars.filter((one) => !wrong.includes(one))) {
    const file = join(draft, fileName(jar));
    // The user that runs the server reads them.
    await chmod(file, 0o644);
    await rename(file, join(folder, fileName(jar)));
  }
  return wrong;
}

async function mismatch(draft: string, jar: Jar): Promise<string> {
  const digest = await digestOf(join(draft, fileName(jar)));
  return `${fileName(jar)} ${digest ? `has the SHA-256 ${digest} instead of ${jar.sha256}` : 'did not come'}`;
}

/** Undefined for a file that is not there or cannot be read. */
async function digestOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(file), hash).then(
    () => hash.digest('hex'),
    () => undefined,
  );
}

async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
