import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { aJava, aProgram } from '../../../testing/program.js';
import { scratch } from '../../../testing/scratch.js';
import { findKafkaProgram } from './find-kafka-program.js';
import { fileName, type Jar, KAFKA_JARS } from './kafka-jars.js';

// A Java takes its time to start on a machine that does much else.
jest.setTimeout(180_000);

const jar = (name: string, text = name): Jar => ({
  coordinates: `org.example:${name}:1.0`,
  sha256: createHash('sha256').update(text).digest('hex'),
});
// Where no Kafka can be had the run says so at its end.
const itWithKafka = process.env.TEST_KAFKA_BROKERS ? it : it.skip;

describe('findKafkaProgram', () => {
  const { folder } = scratch();

  /** A machine whose Maven brings what lies in `remote`, and `spoilt` instead of what lies there from before. */
  const aMachine = async () => {
    const root = await folder();
    const [path, remote, spoilt, calls] = ['bin', 'remote', 'spoilt', 'calls'].map((name) => join(root, name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const made of [remote, spoilt]) mkdirSync(made);
    aJava(join(path, 'java'), '17.0.1');
    aProgram(
      join(path, 'mvn'),
      `PATH=/bin:/usr/bin
       echo "$*" >> ${calls}
       while [ $# -gt 0 ]; do case $1 in
         --file) pom=$2;; -DoutputDirectory=*) out=\${1#*=};; -Dmaven.repo.local=*) anew=yes;;
       esac; shift; done
       for name in $(grep -o '<artifactId>[a-z]*</artifactId>' $pom | sed 's/<[^>]*>//g'); do
         [ $name = kafka ] && continue
         cp ${remote}/$name $out/$name-1.0.jar || { echo "[ERROR] Could not find artifact org.example:$name -> [Help 1]"; echo "[ERROR] To see the full stack trace, …"; exit 1; }
         if [ ! "$anew" ] && [ -e ${spoilt}/$name ]; then cp ${spoilt}/$name $out/$name-1.0.jar; fi
       done`,
    );
    return {
      search: { path, javaHome: undefined, cache: join(root, 'cache') },
      put: (...names: string[]) => names.forEach((name) => void writeFileSync(join(remote, name), name)),
      spoil: (name: string) => writeFileSync(join(spoilt, name), 'spoilt'),
      calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
    };
  };

  it('fetches with Maven what is missing, once, for others to read', async () => {
    const { search, put, calls } = await aMachine();
    const jars = [jar('one'), jar('two')];
    put('one', 'two');
    const lines: string[] = [];

    const program = await findKafkaProgram({ ...search, jars, log: (line) => lines.push(line) });
    const again = await findKafkaProgram({ ...search, jars, log: (line) => lines.push(line) });

    expect(program.jars.map((file) => readFileSync(file, 'utf8'))).toEqual(['one', 'two']);
    expect(program.jars.map((file) => statSync(file).mode & 0o777)).toEqual([0o644, 0o644]);
    expect(again).toEqual(program);
    expect(lines).toEqual([expect.stringMatching(/^Fetching 2 files of Kafka/)]);
    expect(calls()).toHaveLength(1);
    expect(readdirSync(program.folder).sort()).toEqual(['one-1.0.jar', 'two-1.0.jar']);
  });

  it('refuses a file whose contents are not what they must be, and fetches it, and it alone, again', async () => {
    const { search, put, calls } = await aMachine();
    const jars = [jar('one'), jar('two')];
    put('one', 'two');
    const { jars: files } = await findKafkaProgram({ ...search, jars });
    writeFileSync(files[1]!, 'twos');
    const other = statSync(files[0]!);

    await findKafkaProgram({ ...search, jars });

    expect(readFileSync(files[1]!, 'utf8')).toBe('two');
    expect(statSync(files[0]!)).toMatchObject({ ino: other.ino, mtimeMs: other.mtimeMs });
    expect(calls()).toHaveLength(2);
  });

  it('goes past what Maven has from before where that is spoilt', async () => {
    const { search, put, spoil, calls } = await aMachine();
    put('one', 'two');
    spoil('two');

    const { jars } = await findKafkaProgram({ ...search, jars: [jar('one'), jar('two')] });

    expect(jars.map((file) => readFileSync(file, 'utf8'))).toEqual(['one', 'two']);
    expect(calls()).toEqual([expect.not.stringContaining('maven.repo.local'), expect.stringContaining('-Dmaven.repo.local=')]);
  });

  it('takes nothing that is wrong however it is fetched, says which file it is, and leaves nothing of it behind', async () => {
    const { search, put } = await aMachine();
    put('one', 'two');
    const jars = [jar('one'), jar('two', 'another')];

    await expect(findKafkaProgram({ ...search, jars })).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      reason: `fetching its files with Maven failed: two-1.0.jar has the SHA-256 ${jar('two').sha256} instead of ${jar('another').sha256}`,
      remedy: expect.stringMatching(
        /^mvn org\.apache\.maven\.plugins:maven-dependency-plugin:[\d.]+:get -Dartifact=org\.apache\.kafka:kafka_2\.13:4/,
      ),
    });
    expect(readdirSync(join(search.cache, readdirSync(search.cache)[0]!))).toEqual(['one-1.0.jar']);
  });

  it('says what Maven said when it fails', async () => {
    const { search } = await aMachine();

    await expect(findKafkaProgram({ ...search, jars: [jar('one')] })).rejects.toMatchObject({
      reason: 'fetching its files with Maven failed: Could not find artifact org.example:one',
    });
  });

  it('needs no Maven where all is there, and Java all the same', async () => {
    const { search, put } = await aMachine();
    put('one');
    await findKafkaProgram({ ...search, jars: [jar('one')] });
    rmSync(join(search.path, 'mvn'));
    await findKafkaProgram({ ...search, jars: [jar('one')] });
    rmSync(join(search.path, 'java'));

    await expect(findKafkaProgram({ ...search, jars: [jar('one')] })).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      reason: 'there is no Java (17 or newer), neither in JAVA_HOME nor on PATH',
    });
  });

  itWithKafka("gets a spoilt file of Kafka's own anew, by the Maven of this machine", async () => {
    const { folder: ours, version } = await findKafkaProgram();
    const cache = await folder();
    const copy = join(cache, `kafka-${version}`);
    mkdirSync(copy);
    const spoilt = KAFKA_JARS.find(({ coordinates }) => coordinates.includes(':slf4j-simple:'))!;
    for (const one of KAFKA_JARS.filter((each) => each !== spoilt)) linkSync(join(ours, fileName(one)), join(copy, fileName(one)));
    writeFileSync(join(copy, fileName(spoilt)), 'spoilt');

    const program = await findKafkaProgram({ cache });

    expect(program.folder).toBe(copy);
    expect(readFileSync(join(copy, fileName(spoilt)))).toEqual(readFileSync(join(ours, fileName(spoilt))));
  });
});
