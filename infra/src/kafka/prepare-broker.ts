import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IncompatibleDataDirError, KafkaStartError } from '../infra.errors.js';
import type { DataDir } from '../server/data-dir.js';
import { serverEnvironment } from '../server/server-environment.js';
import type { BrokerPlace } from './broker-process.js';
import { brokerFolder } from './cluster.js';
import { type JavaSettings, javaArguments } from './java-command.js';
import type { KafkaProgram } from './program/find-kafka-program.js';
import { type ClusterPlan, logFolder, serverProperties } from './server-properties.js';

const run = promisify(execFile);
const PATIENCE_MS = 5 * 60_000;
const MAKE_FOLDERS = 'umask 077; rm -rf "$1/temporary" && mkdir -p "$1/temporary"';

/** How the brokers of one data folder are run. */
export interface BrokerLaunch {
  dir: DataDir;
  program: KafkaProgram;
  plan: ClusterPlan;
  java: Omit<JavaSettings, 'temporary'>;
}

/** Native libraries are unpacked there; what a killed broker left is removed before the next start. */
export const temporaryFolder = (dir: Pick<DataDir, 'data'>, id: number): string => join(brokerFolder(dir, id), 'temporary');

/** Writes the broker's settings, and formats its storage when that was not done before. Gives the settings file. */
export async function prepareBroker(launch: BrokerLaunch, place: BrokerPlace): Promise<string> {
  const { dir, plan } = launch;
  const settings = join(dir.home, `broker-${place.id}.properties`);
  await writeOpenly(settings, serverProperties(dir, plan, place));
  // In its own folder the user itself makes what is to be made: root would follow any link that lies there.
  await asUser(launch, '/bin/sh', ['-c', MAKE_FOLDERS, 'sh', brokerFolder(dir, place.id)]);
  if (!(await isFormatted(launch, place.id))) await format(launch, settings);
  return settings;
}

/** Kafka writes the file last, so that a format that was cut short is simply done again. Refuses what another cluster wrote. */
async function isFormatted({ dir, plan }: BrokerLaunch, id: number): Promise<boolean> {
  const folder = logFolder(dir, id);
  const text = await readFile(join(folder, 'meta.properties'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  // Kafka itself would take part in that cluster, where nobody looks for it.
  if (text !== undefined && !text.split('\n').includes(`cluster.id=${plan.cluster.id}`)) {
    throw new IncompatibleDataDirError(dir.root, `${folder} holds the data of another Kafka`);
  }
  return text !== undefined;
}

async function format(launch: BrokerLaunch, settings: string): Promise<void> {
  const { program, plan, java } = launch;
  const archive = java.archive?.isWritten ? undefined : java.archive;
  const request = ['format', '--cluster-id', plan.cluster.id, '--config', settings];
  await asUser(launch, program.java.program, javaArguments(program, 'kafka.tools.StorageTool', { ...java, archive }, ...request));
}

async function asUser({ dir: { user } }: BrokerLaunch, program: string, args: string[]): Promise<void> {
  try {
    await run(program, args, { ...user, cwd: '/', env: serverEnvironment(), timeout: PATIENCE_MS });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new KafkaStartError(`The storage of Kafka could not be prepared:\n${stderr?.trim() || message}`, error);
  }
}

/** For the user that runs Kafka to read; it holds no secret, and is there whole or not at all. */
async function writeOpenly(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text);
  await chmod(draft, 0o644);
  await rename(draft, file);
}
