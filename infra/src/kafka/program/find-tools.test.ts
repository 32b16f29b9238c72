import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inChild } from '../../../testing/in-child.js';
import { aJava, aProgram } from '../../../testing/program.js';
import { scratch } from '../../../testing/scratch.js';
import { isRoot } from '../../server/system-user.js';
import { findTools } from './find-tools.js';

const itAsRoot = isRoot() ? it : it.skip;
const MODULE = new URL('./find-tools.ts', import.meta.url).href;
const FIND = `const { findTools } = await import(${JSON.stringify(MODULE)});
  say(await findTools({ path: input }, true).catch(({ code, reason, remedy }) => ({ code, reason, remedy })));`;

describe('findTools', () => {
  const { folder } = scratch();
  /** An apt-get that knows these packages, keeps what it is asked for, and installs what it is told to. */
  const anApt = (path: string, packages: string[], installs = '') => {
    const asked = join(path, 'asked');
    const known = `case "$*" in *--simulate*) for p in ${packages.join(' ')}; do case "$*" in *" $p") exit 0; esac; done; exit 100; esac`;
    const install = `case "$*" in *install*) ${installs || ':'}; esac`;
    aProgram(join(path, 'apt-get'), `${known}\necho "$*" >> ${asked}\n${install}`);
    return () => readFileSync(asked, 'utf8').trim().split('\n');
  };

  it('asks for Maven only where it is wanted', async () => {
    const path = await folder();
    const program = aJava(join(path, 'java'), '17.0.1');
    expect(await findTools({ path }, false)).toEqual({ java: expect.objectContaining({ program }) });

    const maven = aProgram(join(path, 'mvn'), 'exit 1');

    expect(await findTools({ path }, true)).toEqual({ java: expect.objectContaining({ program }), maven });
  });

  it('says all that is missing, and the one command that installs it', async () => {
    const path = await folder();
    await expect(findTools({ path }, true)).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      reason:
        'there is no Java (17 or newer), neither in JAVA_HOME nor on PATH; Maven, which fetches the files of Kafka, is not on PATH (mvn)',
      remedy: 'export JAVA_HOME=/path/to/java && export PATH=/path/to/maven/bin:$PATH',
    });

    aProgram(join(path, 'dnf'), 'exit 1');
    await expect(findTools({ path }, true)).rejects.toMatchObject({
      remedy: expect.stringMatching(/^(sudo sh -c ')?dnf install -y java-21-openjdk-headless maven'?$/),
    });
    await expect(findTools({ path }, false)).rejects.toMatchObject({
      remedy: expect.stringMatching(/^(sudo sh -c ')?dnf install -y java-21-openjdk-headless'?$/),
    });
  });

  itAsRoot('installs as root what is missing, under the name that the distribution has for it', async () => {
    const path = await folder();
    const lines: string[] = [];
    const packed = await folder();
    aJava(join(packed, 'java'), '17.0.1');
    aProgram(join(packed, 'mvn'), 'exit 1');
    const asked = anApt(path, ['openjdk-17-jre-headless', 'maven'], `/bin/cp ${packed}/* ${path}`);

    const { java, maven } = await findTools({ path, log: (line) => lines.push(line) }, true);

    expect([java.program, maven]).toEqual([join(path, 'java'), join(path, 'mvn')]);
    expect(asked()).toEqual([
      expect.stringMatching(/ -y update$/),
      expect.stringMatching(/ -y .*--no-install-recommends install openjdk-17-jre-headless maven$/),
    ]);
    expect(lines).toEqual(['Installing openjdk-17-jre-headless and maven with apt-get, once']);
  });

  itAsRoot('says why the installation failed, and what to run', async () => {
    const path = await folder();
    anApt(path, [], 'echo "E: Unable to locate package" >&2; exit 100');

    await expect(findTools({ path }, false)).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      reason: expect.stringMatching(/no Java .*; installing it with apt-get failed: E: Unable to locate package$/),
      remedy: 'apt-get update && apt-get install -y default-jre-headless',
    });
  });

  itAsRoot('installs nothing as an ordinary user, and names the command for one', async () => {
    const path = await folder();
    const asked = anApt(path, ['openjdk-21-jre-headless', 'maven']);
    await chmod(path, 0o777);

    const node = inChild(FIND, path, { uid: 65534, gid: 65534 });

    expect(await node.said).toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      remedy: "sudo sh -c 'apt-get update && apt-get install -y openjdk-21-jre-headless maven'",
    });
    await node.ended;
    expect(asked).toThrow('ENOENT');
  });
});
