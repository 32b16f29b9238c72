import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../../server/programs.js';
import { serverEnvironment } from '../../server/server-environment.js';
import type { SystemUser } from '../../server/system-user.js';

const run = promisify(execFile);
/** What Kafka 4 needs. */
export const OLDEST_JAVA = 17;

/** A Java, proven to run as the user that it is for. */
export interface Java {
  program: string;
  /** For programs that ask for JAVA_HOME. */
  home: string;
  /** Tells this build of Java from any other. */
  build: string;
}

export interface JavaSearch {
  path: string;
  /** The setting JAVA_HOME. */
  javaHome?: string;
  /** Who is to run it. */
  user?: SystemUser;
}

/** The Java of JAVA_HOME, else the one on PATH; where neither fits, the reasons. */
export async function findJava({ path, javaHome, user }: JavaSearch): Promise<Java | { reason: string }> {
  const named = javaHome ? join(javaHome, 'bin', 'java') : undefined;
  const programs = [named, await findOnPath('java', path)].filter((program) => program !== undefined);
  const reasons: string[] = [];
  for (const program of programs) {
    const found = await tryJava(program, user);
    if (!('reason' in found)) return found;
    reasons.push(found.reason);
  }
  return { reason: reasons.join('; ') || `there is no Java (${OLDEST_JAVA} or newer), neither in JAVA_HOME nor on PATH` };
}

async function tryJava(program: string, user?: SystemUser): Promise<Java | { reason: string }> {
  try {
    const { stderr } = await run(program, ['-version'], { ...user, cwd: '/', env: serverEnvironment(), timeout: 30_000 });
    // Before Java 9 the first number was always 1.
    const version = Number(/ version "(?:1\.)?(\d+)/.exec(stderr)?.[1]);
    if (!version) return { reason: `${program} is no Java` };
    if (version < OLDEST_JAVA) return { reason: `${program} is Java ${version}, and Kafka needs ${OLDEST_JAVA} or newer` };
    const home = dirname(dirname(await realpath(program)));
    return { program, home, build: createHash('sha256').update(`${home}\n${stderr}`).digest('hex').slice(0, 12) };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return { reason: `${program} does not run: ${stderr?.trim() || message}` };
  }
}
