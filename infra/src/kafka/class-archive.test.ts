import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { inChild } from '../../testing/in-child.js';
import { aJava } from '../../testing/program.js';
import { runs, scratch } from '../../testing/scratch.js';
import type { BrokerNote } from './broker-process.js';
import { classArchive } from './class-archive.js';
import { findKafkaProgram, type KafkaProgram } from './program/find-kafka-program.js';

// A Java takes its time to start on a machine that does much else.
jest.setTimeout(180_000);

const MODULE = new URL('./class-archive.ts', import.meta.url).href;
const MAKE = `const { classArchive } = await import(${JSON.stringify(MODULE)}); await classArchive(input);`;
// Where no Kafka can be had the run says so at its end.
const itWithKafka = process.env.TEST_KAFKA_BROKERS ? it : it.skip;

describe('classArchive', () => {
  const { folder } = scratch();
  const aProgram = async (): Promise<KafkaProgram> => {
    const home = await folder();
    const jar = join(home, 'one.jar');
    writeFileSync(jar, 'one');
    return { java: { program: aJava(join(home, 'java'), '17'), home, build: 'a' }, jars: [jar], folder: home, version: '4.0.0' };
  };

  it('says why there is none, and lets Kafka start without', async () => {
    const lines: string[] = [];
    const program = await aProgram();

    expect(await classArchive(program, undefined, (line) => lines.push(line))).toBeUndefined();

    expect(lines.at(-1)).toMatch(/^Kafka starts without an archive of its classes, more slowly: Kafka did not start:\n/);
    expect(readdirSync(program.folder).sort()).toEqual(['java', 'one.jar']);
  });

  itWithKafka('is made once for these files and this Java, for all users to read', async () => {
    const program = await findKafkaProgram();
    const lines: string[] = [];

    const file = await classArchive(program);

    expect(await classArchive(program, undefined, (line) => lines.push(line))).toBe(file);
    expect(lines).toEqual([]);
    expect(readdirSync(program.folder).filter((name) => name.startsWith('classes'))).toEqual([file!.split('/').at(-1)]);
  });

  itWithKafka('ends the trial that a killed process left behind', async () => {
    const found = await findKafkaProgram();
    const program = { ...found, folder: await folder() };
    const killed = inChild(MAKE, program);
    const note = join(program.folder, 'trial', 'broker-1.json');
    while (!existsSync(note)) await sleep(10);
    const { process: left } = JSON.parse(readFileSync(note, 'utf8')) as BrokerNote;
    killed.process.kill('SIGKILL');
    await killed.ended;

    const file = await classArchive(program);

    expect(readdirSync(program.folder)).toEqual([basename(file!)]);
    expect(runs(left.pid)).toBe(false);
  });
});
