import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inChild } from '../../testing/in-child.js';
import { listenersOn } from '../../testing/listeners.js';
import { kafkaClient, read, send } from '../../testing/messages.js';
import { runs, scratch } from '../../testing/scratch.js';
import { eraseKafka, findKafka, type RunningKafka } from '../index.js';
import { isRoot } from '../server/system-user.js';

// A Java takes its time to start on a machine that does much else.
jest.setTimeout(180_000);

const START_AND_STAY = `const { url, brokers, pid, adopted } = await infra.startKafka(input);
  say({ url, brokers, pid, adopted }); setInterval(() => {}, 1000);`;
const TOPIC = 'kept';
const META = 'data/1/log/meta.properties';
const UNFIT = { code: 'INCOMPATIBLE_DATA_DIR' };
const itAsRoot = isRoot() ? it : it.skip;
// Where no Kafka can be had the run says so at its end.
const describeWithKafka = process.env.TEST_KAFKA_BROKERS ? describe : describe.skip;

/** One data folder for all: the tests follow each other, as the days of a server do. */
describeWithKafka('startKafka', () => {
  const { folder, kafka, later } = scratch();
  let dataDir: string;
  let server: RunningKafka;
  const noteOf = () => join(dataDir, 'broker-1.json');
  /** Starts with a file that somebody has changed, and puts it right again. */
  const broken = async (name: string, change: (text: string) => string) => {
    const file = join(dataDir, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, change(text));
    try {
      return await kafka(dataDir);
    } finally {
      writeFileSync(file, text);
    }
  };

  beforeAll(async () => {
    dataDir = join(await folder(), 'nested', 'kafka');
  });

  it('starts once for three processes that ask at the same moment; the others adopt it, and it outlives them all', async () => {
    const programs = [1, 2, 3].map(() => inChild(START_AND_STAY, { dataDir, durable: false }));
    const theirs = (await Promise.all(programs.map(({ said }) => said))) as RunningKafka[];
    for (const { process: node } of programs) node.kill('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));

    server = await kafka(dataDir);

    expect(theirs.map(({ adopted }) => adopted).sort()).toEqual([false, true, true]);
    expect(server).toMatchObject({ adopted: true, url: theirs[0]!.url, version: expect.stringMatching(/^4\.\d+\.\d+$/) });
    expect(theirs.map(({ pid }) => pid)).toEqual(Array(3).fill(server.pid));
    expect(server).toMatchObject({ brokers: [server.url], pids: [server.pid], url: `127.0.0.1:${server.port}` });
  });

  it('listens on the loopback interface only', () => {
    const { port, controllerPort } = JSON.parse(readFileSync(noteOf(), 'utf8')) as { port: number; controllerPort: number };

    expect(listenersOn(port)).toEqual(['127.0.0.1']);
    expect(listenersOn(controllerPort)).toEqual(['127.0.0.1']);
  });

  itAsRoot('never runs Kafka as root, and closes its data to others', () => {
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    expect(statSync(join(dataDir, 'data'))).toMatchObject({ uid: statSync(`/proc/${server.pid}`).uid, mode: 0o40700 });
  });

  it('makes the topics that it is asked to make, and none by itself', async () => {
    const admin = kafkaClient(server.brokers).admin();
    await admin.connect();
    later(() => admin.disconnect());
    const producer = kafkaClient(server.brokers).producer({ retry: { retries: 1 } });
    await producer.connect();
    later(() => producer.disconnect());

    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: 3 }] });

    await expect(producer.send({ topic: 'unknown', messages: [{ value: '1' }] })).rejects.toThrow('does not host this topic-partition');
    expect(await admin.listTopics()).toEqual([TOPIC]);
    await send(server.brokers, TOPIC, 'first', 'second');
    expect(await read(server.brokers, TOPIC, 2)).toEqual(['first', 'second']);
  });

  it('is found, whether it answers or not', async () => {
    const { pid, port, url, version } = server;
    expect(await findKafka(dataDir)).toMatchObject({ pid, pids: [pid], answers: { port, url, version } });

    process.kill(pid, 'SIGSTOP');
    const silent = await findKafka(dataDir);
    process.kill(pid, 'SIGCONT');

    expect(silent).toMatchObject({ pid, pids: [pid] });
    expect(silent).not.toHaveProperty('answers');
  });

  it('recovers what was sent when the server itself was killed', async () => {
    process.kill(server.pid, 'SIGKILL');

    const next = await kafka(dataDir);

    expect(next).toMatchObject({ adopted: false, url: server.url });
    expect(next.pid).not.toBe(server.pid);
    expect(await read(next.brokers, TOPIC, 2)).toEqual(['first', 'second']);
    server = next;
  });

  it('waits until it is down when it is stopped; twice is harmless', async () => {
    await Promise.all([server.stop(), server.stop()]);
    expect(runs(server.pid)).toBe(false);
    await server.stop();

    expect(await findKafka(dataDir)).toBeUndefined();
  });

  it('names the port that another program has, and starts nothing', async () => {
    const stranger = createServer().listen(server.port, '127.0.0.1');
    await once(stranger, 'listening');

    const refusal = { code: 'PORT_TAKEN', port: server.port };
    await expect(kafka(dataDir)).rejects.toMatchObject({ ...refusal, message: expect.stringContaining(`Remove ${noteOf()}`) });
    await expect(kafka(dataDir, { port: server.port })).rejects.toMatchObject(refusal);

    stranger.close();
    await once(stranger, 'close');
    expect(await findKafka(dataDir)).toBeUndefined();
  });

  it('refuses to be another kind of cluster than the one whose data it holds', async () => {
    await expect(kafka(dataDir, { brokers: 3 })).rejects.toMatchObject(UNFIT);
    await expect(broken('cluster.json', () => '{')).rejects.toMatchObject(UNFIT);
    await expect(broken(META, (text) => text.replace(/cluster\.id=.*/, 'cluster.id=another'))).rejects.toMatchObject(UNFIT);
  });

  it('says what Kafka complained about when it does not start, and leaves nothing running', async () => {
    await expect(broken(META, (text) => text.replace('node.id=1', 'node.id=9'))).rejects.toMatchObject({
      code: 'KAFKA_START_FAILED',
      message: expect.stringContaining("Stored node id 9 doesn't match"),
    });
    expect(await findKafka(dataDir)).toBeUndefined();
  });

  it('keeps topics, messages and port over a stop, and never touches another program that was given its pid', async () => {
    const stranger = spawn('sleep', ['600']);
    await once(stranger, 'spawn');
    later(() => stranger.kill('SIGKILL'));
    const note = JSON.parse(readFileSync(noteOf(), 'utf8')) as { process: object };
    writeFileSync(noteOf(), JSON.stringify({ ...note, process: { ...note.process, pid: stranger.pid } }));
    expect(await findKafka(dataDir)).toBeUndefined();

    const next = await kafka(dataDir);

    expect(next).toMatchObject({ adopted: false, url: server.url });
    expect(await read(next.brokers, TOPIC, 2)).toEqual(['first', 'second']);
    await (await findKafka(dataDir))?.stop();
    expect(runs(next.pid)).toBe(false);
    expect(runs(stranger.pid!)).toBe(true);
  });

  it('begins empty at the same port when it was erased, running or not', async () => {
    const { pid } = await kafka(dataDir);

    await eraseKafka(dataDir);
    const next = await kafka(dataDir);

    expect(runs(pid)).toBe(false);
    expect(next).toMatchObject({ adopted: false, url: server.url });
    const admin = kafkaClient(next.brokers).admin();
    await admin.connect();
    later(() => admin.disconnect());
    expect(await admin.listTopics()).toEqual([]);
    await next.stop();
    await eraseKafka(dataDir);
    expect(existsSync(join(dataDir, 'data'))).toBe(false);
  });

  it('starts although its note of the process is broken, on a port of its own or the one it is asked for', async () => {
    writeFileSync(noteOf(), '{');

    expect(await kafka(dataDir, { port: server.port })).toMatchObject({ adopted: false, port: server.port });
  });
});

describeWithKafka('startKafka, where somebody takes a port at the same moment', () => {
  const { folder, kafka, later } = scratch();
  /** Takes the port of the first broker as soon as it is written down, which is before Kafka listens. */
  const taken = async (dataDir: string): Promise<number> => {
    const note = join(dataDir, 'broker-1.json');
    while (!existsSync(note)) await sleep(1);
    const { port } = JSON.parse(readFileSync(note, 'utf8')) as { port: number };
    const stranger = createServer().listen(port, '127.0.0.1');
    later(() => stranger.close());
    await once(stranger, 'listening');
    return port;
  };

  it('takes another one where nobody knows the port yet', async () => {
    const dataDir = await folder();

    const [server, port] = await Promise.all([kafka(dataDir), taken(dataDir)]);

    expect(server.port).not.toBe(port);
    expect(await findKafka(dataDir)).toMatchObject({ answers: { url: server.url } });
  });
});

describeWithKafka('startKafka, for an ordinary user', () => {
  const { folder, later } = scratch();

  itAsRoot('runs Kafka as that user', async () => {
    const dataDir = join(await folder(0o777), 'kafka');
    const node = inChild(START_AND_STAY, { dataDir, durable: false }, { uid: 65534, gid: 65534 });
    later(async () => (await findKafka(dataDir))?.stop());

    const { pid } = (await node.said) as RunningKafka;

    expect(statSync(`/proc/${pid}`).uid).toBe(65534);
    expect(statSync(join(dataDir, 'data')).uid).toBe(65534);
    node.process.kill('SIGKILL');
    await node.ended;
  });
});

describe('findKafka', () => {
  const { folder } = scratch();

  it('finds nothing where nothing is, and makes no folder', async () => {
    const parent = await folder();

    expect(await findKafka(join(parent, 'kafka'))).toBeUndefined();
    await eraseKafka(join(parent, 'kafka'));
    expect(existsSync(join(parent, 'kafka'))).toBe(false);
    expect(await findKafka(parent)).toBeUndefined();
    expect(readdirSync(parent)).toEqual([]);
  });
});
