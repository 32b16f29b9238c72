import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import type { Jar } from './kafka-jars.js';

const run = promisify(execFile);
const PATIENCE_MS = 10 * 60_000;
const PLUGIN = { groupId: 'org.apache.maven.plugins', artifactId: 'maven-dependency-plugin', version: '3.8.1' };
/** By its full name, so that Maven need not look up what is meant, and says what hinders it where it cannot get it. */
const GOALS = Object.values(PLUGIN).join(':');
/** What Maven says after every error. */
const ADVICE = /^(To see the full stack trace|Re-run Maven|For more information|\[Help \d+\])/;
const MAX_COMPLAINTS = 2;

/** The command by which a person sees whether Maven can fetch that artifact, and what hinders it. */
export const askMaven = (coordinates: string): string => `mvn ${GOALS}:get -Dartifact=${coordinates}`;

/** Maven could not do it; the text is what Maven said. */
export class MavenError extends Error {}

export interface Maven {
  program: string;
  javaHome: string;
  path: string;
}

export interface MavenCopy {
  jars: readonly Jar[];
  /** Where the files go; it is there already. */
  folder: string;
  /** Where Maven keeps what it fetches; absent: in the user's own place, where much may be already. */
  repository?: string;
}

/** Lets Maven fetch the files, from where the machine's own settings say, and put them into the folder. Throws MavenError. */
export async function copyWithMaven({ program, javaHome, path }: Maven, { jars, folder, repository }: MavenCopy): Promise<void> {
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(jars));
  const place = repository ? [`-Dmaven.repo.local=${repository}`] : [];
  const args = ['--batch-mode', '--quiet', '--file', pom, ...place, `${GOALS}:copy`, `-DoutputDirectory=${folder}`];
  try {
    // Its settings may name variables of the environment, a proxy's password among them.
    const env = { ...process.env, JAVA_HOME: javaHome, PATH: path };
    await run(program, args, { cwd: folder, env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    throw new MavenError(complaintOf(error as { stdout?: string; stderr?: string; message: string }));
  }
}

function pomOf(jars: readonly Jar[]): string {
  const items = jars.map(({ coordinates }) => {
    const [groupId, artifactId, version] = coordinates.split(':');
    return element('artifactItem', elements({ groupId, artifactId, version }));
  });
  const configuration = element('configuration', element('artifactItems', items.join('\n')));
  const plugin = element('plugin', elements(PLUGIN) + configuration);
  const project = elements({ modelVersion: '4.0.0', groupId: 'innoerp', artifactId: 'kafka', version: '1', packaging: 'pom' });
  return element('project', project + element('build', element('plugins', plugin)));
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const elements = (contents: Record<string, string | undefined>): string =>
  Object.entries(contents)
    .map(([name, content]) => element(name, content ?? ''))
    .join('');

function complaintOf({ stdout = '', stderr = '', message }: { stdout?: string; stderr?: string; message: string }): string {
  const lines = stripVTControlCharacters(stdout).split('\n');
  const errors = lines.map((line) => /^\[ERROR\] (\S.*)/.exec(line)?.[1]).filter((line) => line !== undefined);
  const complaints = errors.filter((line) => !ADVICE.test(line)).map((line) => line.replace(/ -> \[Help \d+\]$/, ''));
  return complaints.slice(0, MAX_COMPLAINTS).join(' ') || stderr.trim() || message;
}
