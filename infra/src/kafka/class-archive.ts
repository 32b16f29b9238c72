import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForLock } from '../process-lock.js';
import { type DataDir, ensureData } from '../server/data-dir.js';
import type { SystemUser } from '../server/system-user.js';
import { readBrokerNote } from './broker-process.js';
import { choosePlaces, newClusterId } from './cluster.js';
import { launchBroker } from './launch-broker.js';
import type { KafkaProgram } from './program/find-kafka-program.js';
import { stopBrokers } from './stop-brokers.js';

const PATIENCE_MS = 5 * 60_000;
const ARCHIVE = /^classes-.*\.jsa/;

/**
 * Java's archive of the classes that a broker loads, by which it starts in half of the time: made once for these very files
 * and this Java, of a trial run. Undefined when it cannot be had; then it is said why, and Kafka starts without.
 */
export async function classArchive(program: KafkaProgram, user?: SystemUser, log?: (line: string) => void): Promise<string | undefined> {
  const file = join(program.folder, `classes-${await fingerprint(program)}.jsa`);
  if (await exists(file)) return file;
  try {
    const lock = await waitForLock(join(program.folder, 'classes.lock'), PATIENCE_MS);
    try {
      if (!(await exists(file))) await make(file, program, user, log);
    } finally {
      lock.release();
    }
    return file;
  } catch (error) {
    log?.(`Kafka starts without an archive of its classes, more slowly: ${(error as Error).message}`);
    return undefined;
  }
}

/** Java refuses an archive of other files, by their places and times; so do we, by its name. */
async function fingerprint({ java, jars }: KafkaProgram): Promise<string> {
  const files = await Promise.all(jars.map(async (jar) => [jar, (await stat(jar)).mtimeMs]));
  return createHash('sha256')
    .update(JSON.stringify([java.build, files]))
    .digest('hex')
    .slice(0, 12);
}

async function make(file: string, program: KafkaProgram, user?: SystemUser, log?: (line: string) => void): Promise<void> {
  log?.('Trying Kafka out, once, to know its classes at every later start');
  // Always the same place, so that what a killed process left there is found, a running broker included.
  const folder = join(program.folder, 'trial');
  const dir: DataDir = { root: folder, home: folder, data: join(folder, 'data'), logFile: join(folder, 'kafka.log'), user };
  await clear(dir);
  try {
    await mkdir(folder);
    await chmod(folder, 0o711);
    const written = await tryOut(dir, program);
    await removeArchives(program.folder);
    const draft = `${file}.draft`;
    await writeFile(draft, written);
    await chmod(draft, 0o644);
    await rename(draft, file);
  } finally {
    await clear(dir);
  }
}

async function clear(dir: DataDir): Promise<void> {
  const left = await readBrokerNote(dir, 1);
  if (left) await stopBrokers(dir, 1, [left]);
  await rm(dir.root, { recursive: true, force: true });
}

/** Java writes the archive when the broker ends. */
async function tryOut(dir: DataDir, program: KafkaProgram): Promise<Buffer> {
  await ensureData(dir);
  const cluster = { id: newClusterId(), size: 1 };
  const places = await choosePlaces(dir, cluster);
  const file = join(dir.data, 'classes.jsa');
  const java = { archive: { file, isWritten: true } };
  const { process } = await launchBroker({ dir, program, plan: { cluster, places, durable: false }, java }, places[0]!);
  await stopBrokers(dir, cluster.size, [{ id: 1, process }]);
  // The folder is another user's when we are root, who must not be led elsewhere by a link.
  const archive = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await archive.readFile();
  } finally {
    await archive.close();
  }
}

async function removeArchives(folder: string): Promise<void> {
  const old = (await readdir(folder)).filter((name) => ARCHIVE.test(name));
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
