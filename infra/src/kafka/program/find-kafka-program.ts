import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaUnavailableError } from '../../infra.errors.js';
import { waitForLock } from '../../process-lock.js';
import { projectCache, usableCache } from '../../server/cache-folder.js';
import { KAFKA } from '../../server/product.js';
import { canEnter, type SystemUser } from '../../server/system-user.js';
import { fetchJars, unfitJars } from './find-jars.js';
import type { Java } from './find-java.js';
import { findTools, type ToolSearch } from './find-tools.js';
import { fileName, type Jar, KAFKA_JARS, KAFKA_VERSION } from './kafka-jars.js';
import { askMaven } from './maven.js';

const PATIENCE_MS = 10 * 60_000;
const NAME = `kafka-${KAFKA_VERSION}`;
/** Maven itself says best what is wrong with its settings or the network. */
const ASK_MAVEN = askMaven(`org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`);

/** A Kafka that can be run: every file was just proven to be the one that is wanted. */
export interface KafkaProgram {
  java: Java;
  /** The files of the class path. */
  jars: string[];
  /** Where the files are, and what is made of them. */
  folder: string;
  version: string;
}

export interface KafkaSearch extends Partial<ToolSearch> {
  /** Where fetched files are kept. */
  cache?: string;
  jars?: readonly Jar[];
}

/** Kafka's files, fetched with Maven where they are missing or spoilt, and the Java to run them. Throws KafkaUnavailableError. */
export async function findKafkaProgram(search: KafkaSearch = {}): Promise<KafkaProgram> {
  const { cache = projectCache(), jars = KAFKA_JARS, user } = search;
  const [folder, isComplete] = await findFolder(cache, jars, user);
  const java = isComplete ? (await findTools(tools(search), false)).java : await fetch(search, folder, jars);
  return { java, folder, jars: jars.map((jar) => join(folder, fileName(jar))), version: KAFKA_VERSION };
}

/** The wished one, where it has all or can be given it, else our own; and whether all is there. */
async function findFolder(cache: string, jars: readonly Jar[], user?: SystemUser): Promise<[folder: string, isComplete: boolean]> {
  const wished = join(cache, NAME);
  const isReachable = !user || (await canEnter(user, wished));
  if (isReachable && (await isFit(wished, jars))) return [wished, true];
  const usable = join(await usableCache(cache, KAFKA, user), NAME);
  return [usable, usable !== wished && (await isFit(usable, jars))];
}

async function isFit(folder: string, jars: readonly Jar[]): Promise<boolean> {
  return (await unfitJars(folder, jars)).length === 0;
}

/** One process fetches, and whoever waited for it finds what it fetched. */
async function fetch(search: KafkaSearch, folder: string, jars: readonly Jar[]): Promise<Java> {
  const wanted = tools(search);
  const { java, maven } = await findTools(wanted, true);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const lock = await waitForLock(join(folder, 'fetch.lock'), PATIENCE_MS);
  try {
    const unfit = await unfitJars(folder, jars);
    if (unfit.length === 0) return java;
    search.log?.(`Fetching ${unfit.length} files of Kafka ${KAFKA_VERSION} with Maven, once, into ${folder}`);
    await fetchJars(folder, unfit, { program: maven!, javaHome: java.home, path: wanted.path });
    return java;
  } catch (error) {
    throw new KafkaUnavailableError(`fetching its files with Maven failed: ${(error as Error).message}`, ASK_MAVEN, error);
  } finally {
    lock.release();
  }
}

function tools({ path = process.env.PATH ?? '', javaHome = process.env.JAVA_HOME, user, log }: KafkaSearch): ToolSearch {
  return { path, javaHome, user, log };
}
