import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { startDnsServer } from '../testing/dns-server.js';
import { txtLookup } from './txt-lookup.js';

const dns = await startDnsServer();
afterAll(() => dns.close());

describe('txtLookup', () => {
  const lookUp = txtLookup({ servers: [dns.address], timeoutMs: 5_000 });
  const impatient = txtLookup({ servers: [dns.address], timeoutMs: 300 });

  it('finds every record of a name, those in pieces as a whole', async () => {
    dns.put('_proof.acme.test', 'one', ['a long', ' two']);

    expect(await lookUp('_proof.acme.test')).toEqual({ found: ['one', 'a long two'] });
    expect(dns.asked).toContain('_proof.acme.test');
  });

  it('finds nothing at a name without records, and at one that does not exist', async () => {
    dns.put('_proof.empty.test');

    expect(await lookUp('_proof.empty.test')).toEqual({ found: [] });
    expect(await lookUp('_proof.nobody.test')).toEqual({ found: [] });
  });

  it('says why where the server fails', async () => {
    dns.failAt('_proof.broken.test', 'server-failure');

    expect(await lookUp('_proof.broken.test')).toEqual({ failure: 'ESERVFAIL' });
  });

  it('gives up on a server that says nothing, and on one that is not there', async () => {
    dns.failAt('_proof.silent.test', 'silence');
    const gone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address();
    gone.close();

    expect(await impatient('_proof.silent.test')).toEqual({ failure: 'ETIMEOUT' });
    expect(await txtLookup({ servers: [`127.0.0.1:${port}`], timeoutMs: 300 })('_proof.acme.test')).toHaveProperty('failure');
  });

  it('gives up in time, however long the resolver would go on', async () => {
    dns.failAt('_proof.deadline.test', 'silence');
    jest.useFakeTimers();
    try {
      const answer = txtLookup({ servers: [dns.address], timeoutMs: 10_000 })('_proof.deadline.test');
      jest.advanceTimersByTime(10_000);

      expect(await answer).toEqual({ failure: 'ETIMEOUT' });
      // It had no time to ask again.
      expect(dns.asked.filter((name) => name === '_proof.deadline.test').length).toBeLessThan(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('gives up on one look-up without ending another', async () => {
    dns.failAt('_proof.silent.test', 'silence');

    expect(await Promise.all([impatient('_proof.silent.test'), lookUp('_proof.acme.test')])).toEqual([
      { failure: 'ETIMEOUT' },
      { found: ['one', 'a long two'] },
    ]);
  });
});
