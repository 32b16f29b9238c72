import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { kafkaClient, read, send } from '../../testing/messages.js';
import { runs, scratch } from '../../testing/scratch.js';
import { findKafka, type RunningKafka } from '../index.js';

// A Java takes its time to start on a machine that does much else.
jest.setTimeout(180_000);

const TOPIC = 'on-three';
// Where no Kafka can be had the run says so at its end.
const describeWithKafka = process.env.TEST_KAFKA_BROKERS ? describe : describe.skip;

describeWithKafka('startKafka, with three brokers', () => {
  const { folder, kafka, later } = scratch();
  let dataDir: string;
  let cluster: RunningKafka;

  /** The broker that takes what is sent to the topic. */
  const leader = async (): Promise<number> => {
    const admin = kafkaClient(cluster.brokers).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [TOPIC] });
      const { leader: id, replicas } = topics[0]!.partitions[0]!;
      expect([...replicas].sort()).toEqual([1, 2, 3]);
      return id;
    } finally {
      await admin.disconnect();
    }
  };

  it('forms one cluster, whose topics lie on all of them', async () => {
    dataDir = await folder();

    cluster = await kafka(dataDir, { brokers: 3 });

    expect(new Set(cluster.pids).size).toBe(3);
    expect(cluster).toMatchObject({ adopted: false, pid: cluster.pids[0], url: cluster.brokers.join(',') });
    const admin = kafkaClient(cluster.brokers).admin();
    await admin.connect();
    later(() => admin.disconnect());
    expect((await admin.describeCluster()).brokers.map(({ host, port }) => `${host}:${port}`).sort()).toEqual([...cluster.brokers].sort());
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: 1 }] });
    await send(cluster.brokers, TOPIC, 'before');
  });

  it('goes on without losing a message when the broker is killed that took it', async () => {
    const killed = await leader();
    process.kill(cluster.pids[killed - 1]!, 'SIGKILL');

    await send(cluster.brokers, TOPIC, 'after');

    expect(await read(cluster.brokers, TOPIC, 2)).toEqual(['before', 'after']);
    expect(await leader()).not.toBe(killed);
    const left = cluster.pids.filter((_, i) => i !== killed - 1);
    expect(await findKafka(dataDir)).toMatchObject({ pids: left });
    expect(await findKafka(dataDir)).not.toHaveProperty('answers');
  });

  it('gets the missing one back, and keeps the others, when it is started again', async () => {
    const next = await kafka(dataDir);

    expect(next).toMatchObject({ adopted: false, url: cluster.url });
    expect(next.pids.filter((pid) => cluster.pids.includes(pid))).toHaveLength(2);
    expect(next.pids.map(runs)).toEqual([true, true, true]);
    expect(await findKafka(dataDir)).toMatchObject({ pids: next.pids, answers: { url: cluster.url } });
    cluster = next;
  });

  it('stops as a whole, and leaves none running where one of them cannot start', async () => {
    await cluster.stop();
    expect(cluster.pids.map(runs)).toEqual([false, false, false]);
    const file = join(dataDir, 'data', '2', 'log', 'meta.properties');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('node.id=2', 'node.id=9'));

    await expect(kafka(dataDir)).rejects.toMatchObject({
      code: 'KAFKA_START_FAILED',
      message: expect.stringContaining("Stored node id 9 doesn't match"),
    });

    writeFileSync(file, text);
    expect(await findKafka(dataDir)).toBeUndefined();
    const pids = [1, 2, 3].map((id) => JSON.parse(readFileSync(join(dataDir, `broker-${id}.json`), 'utf8')).process.pid as number);
    expect(pids.map(runs)).toEqual([false, false, false]);
  });

  it('keeps what it was sent', async () => {
    const next = await kafka(dataDir, { brokers: 3 });

    expect(next).toMatchObject({ adopted: false, url: cluster.url });
    expect(await read(next.brokers, TOPIC, 2)).toEqual(['before', 'after']);
  });
});
