import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runs, scratch } from '../../testing/scratch.js';
import { identify } from '../process-identity.js';
import { type BrokerProcess, stopBrokers } from './stop-brokers.js';

describe('stopBrokers', () => {
  const { folder, later } = scratch();
  /** A process that, asked to end, takes its time and writes a file at the end. */
  const aBroker = async (data: string, id: number, seconds: number): Promise<BrokerProcess> => {
    const script = `trap 'sleep ${seconds} >/dev/null; touch ${join(data, `ended-${id}`)}; exit' TERM; echo ready; while :; do sleep 0.05; done`;
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    later(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return { id, process: identify(child.pid!) };
  };
  const ended = (data: string, ...ids: number[]) => ids.map((id) => existsSync(join(data, `ended-${id}`)));
  const hasWrittenAll = (data: string, id: number) => {
    mkdirSync(join(data, String(id), 'log'), { recursive: true });
    writeFileSync(join(data, String(id), 'log', '.kafka_cleanshutdown'), '');
  };

  it('lets every broker end by itself', async () => {
    const data = await folder();
    const brokers = await Promise.all([1, 2, 3].map((id) => aBroker(data, id, 0.3)));

    await stopBrokers({ data }, 3, brokers);

    expect(ended(data, 1, 2, 3)).toEqual([true, true, true]);
  });

  it('lets the only broker end by itself, although all of its data is written', async () => {
    const data = await folder();
    const broker = await aBroker(data, 1, 0.5);
    hasWrittenAll(data, 1);

    await stopBrokers({ data }, 1, [broker]);

    expect(ended(data, 1)).toEqual([true]);
  });

  it('cuts the last one of three short once all of its data is written, since the others will not come back', async () => {
    const data = await folder();
    const brokers = [await aBroker(data, 1, 0.1), await aBroker(data, 2, 0.1), await aBroker(data, 3, 1.5)];
    hasWrittenAll(data, 3);

    await stopBrokers({ data }, 3, brokers);

    expect(ended(data, 1, 2, 3)).toEqual([true, true, false]);
    expect(runs(brokers[2]!.process.pid)).toBe(false);
  });

  it('gives one that was left alone, and has not written all, some time and no more', async () => {
    const data = await folder();
    const [quick, stuck] = [await aBroker(data, 1, 1), await aBroker(data, 2, 60)];

    await Promise.all([stopBrokers({ data }, 3, [quick]), stopBrokers({ data }, 3, [stuck])]);

    expect(ended(data, 1, 2)).toEqual([true, false]);
    expect(runs(stuck.process.pid)).toBe(false);
  });

  it('is harmless when they are gone already, and never signals another process that was given the pid', async () => {
    const data = await folder();
    const broker = await aBroker(data, 1, 60);

    await stopBrokers({ data }, 3, [{ id: 1, process: { pid: broker.process.pid, startedAt: 'an earlier boot:1' } }]);

    expect(runs(broker.process.pid)).toBe(true);
  });
});
