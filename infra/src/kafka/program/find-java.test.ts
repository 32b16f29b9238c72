import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aJava, aProgram } from '../../../testing/program.js';
import { scratch } from '../../../testing/scratch.js';
import { findJava } from './find-java.js';

describe('findJava', () => {
  const { folder } = scratch();
  const places = async () => {
    const root = await folder();
    return { path: join(root, 'bin'), javaHome: join(root, 'jdk') };
  };

  it('takes the Java of JAVA_HOME, else the one on PATH', async () => {
    const { path, javaHome } = await places();
    const onPath = aJava(join(path, 'java'), '17.0.1');
    expect(await findJava({ path, javaHome: undefined })).toMatchObject({ program: onPath });

    const named = aJava(join(javaHome, 'bin', 'java'), '25');

    expect(await findJava({ path, javaHome })).toMatchObject({ program: named, home: javaHome });
  });

  it('tells one build of Java from another', async () => {
    const { path } = await places();
    const buildOf = async (version: string) => {
      aJava(join(path, 'java'), version);
      return findJava({ path });
    };
    const [first, again, other] = [await buildOf('17.0.1'), await buildOf('17.0.1'), await buildOf('17.0.2')];

    expect(first).toHaveProperty('build', expect.stringMatching(/^[0-9a-f]{12}$/));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('passes over a JAVA_HOME that is too old for one on PATH that fits', async () => {
    const { path, javaHome } = await places();
    aJava(join(javaHome, 'bin', 'java'), '1.8.0_392');
    const program = aJava(join(path, 'java'), '21.0.2');

    expect(await findJava({ path, javaHome })).toMatchObject({ program });
  });

  it('says why none fits', async () => {
    const { path, javaHome } = await places();
    expect(await findJava({ path })).toEqual({ reason: 'there is no Java (17 or newer), neither in JAVA_HOME nor on PATH' });

    const old = aJava(join(javaHome, 'bin', 'java'), '1.8.0_392');
    const none = aProgram(join(path, 'java'), 'echo hello');
    expect(await findJava({ path, javaHome })).toEqual({
      reason: `${old} is Java 8, and Kafka needs 17 or newer; ${none} is no Java`,
    });

    aProgram(none, 'echo "libjvm.so: not found" >&2; exit 127');
    expect(await findJava({ path })).toEqual({ reason: `${none} does not run: libjvm.so: not found` });
    expect(await findJava({ path: '/nowhere', javaHome: '/not/there' })).toEqual({
      reason: '/not/there/bin/java does not run: spawn /not/there/bin/java ENOENT',
    });
  });
});
