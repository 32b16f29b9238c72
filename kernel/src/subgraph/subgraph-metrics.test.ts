import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph, writeNote } from '../../testing/notes.js';
import { until } from '../../testing/until.js';
import { createMeter } from '../telemetry/index.js';
import { testSubgraph } from '../testing/index.js';
import { listen, meterSubgraphs } from './index.js';

const token = 't'.repeat(32);

describe('the metrics of a subgraph', () => {
  const app = testSubgraph(notesSubgraph(), { background: true });

  it('tell what became of its events, to this machine and to whoever has the token', async () => {
    const organizationId = randomUUID();
    const server = await listen(app.running(), { host: '127.0.0.1', port: 0, secret: 's'.repeat(32), metrics: { token, isOpen: false } });
    const from = (remoteAddress: string, headers = {}) => server.inject({ url: '/metrics', remoteAddress, headers });
    const note = await app.seed(new Note(organizationId, 'draft'));
    await writeNote(app.context(organizationId), { id: note.id, text: 'news' });
    await until(async () => (await from('127.0.0.1')).body.includes('innoerp_relay_leader{subgraph="notes"} 1'));

    const here = await from('127.0.0.1');
    const elsewhere = await from('203.0.113.7');
    const known = await from('203.0.113.7', { authorization: `Bearer ${token}` });
    await server.close();

    expect([here.statusCode, elsewhere.statusCode, known.statusCode]).toEqual([200, 401, 200]);
    expect(here.headers['content-type']).toContain('text/plain');
    expect(here.body.split('\n')).toEqual(
      expect.arrayContaining([
        'innoerp_relay_kafka_lost{subgraph="notes"} 0',
        'innoerp_consumer_events_total{subgraph="notes",outcome="parked"} 0',
        'innoerp_consumer_lag_seconds{subgraph="notes",consumers="direct"} 0',
      ]),
    );
  });

  it('are not served unless that is wanted', async () => {
    const server = await listen(app.running(), { host: '127.0.0.1', port: 0, secret: 's'.repeat(32) });

    expect((await server.inject({ url: '/metrics' })).statusCode).toBe(404);
    await server.close();
  });

  it('tell for each family of keys how many reads it spared the database', async () => {
    const counts = { near: 1, hits: 5, stale: 0, filled: 2, unkept: 0, impatient: 0, bypassed: 0, sampled: 3, wrong: 0, hitRate: 0.75 };
    const meter = createMeter();
    meterSubgraphs(meter, [
      {
        name: 'notes',
        eventStats: () => app.running().eventStats(),
        cacheStats: () => ({ 'notes:{id}': counts, unread: { ...counts, hitRate: null } }),
      },
    ]);

    const lines = (await meter.text()).split('\n');
    const again = (await meter.text()).split('\n');

    expect(lines).toContain('innoerp_cache_reads_total{subgraph="notes",family="notes:{id}",outcome="hits"} 5');
    expect(lines).toContain('innoerp_cache_hit_ratio{subgraph="notes",family="notes:{id}"} 0.75');
    expect(lines.filter((line) => line.startsWith('innoerp_cache_hit_ratio{'))).toHaveLength(1);
    expect(again).toContain('innoerp_cache_reads_total{subgraph="notes",family="notes:{id}",outcome="hits"} 5');
  });
});
