import { describe, expect, it } from '@jest/globals';
import { describeConfig, loadConfig } from '@supergraph/kernel/config';
import { config } from './config.js';

const load = (env: Record<string, string>) =>
  loadConfig(config, { PORT: '0', SERVICE_SECRET: 'a secret that only tests know, 32+', DATABASE_URL: 'postgresql://localhost/x', ...env });

describe('the settings', () => {
  it('name DNS servers by address, with or without a port; none are the machine’s own', () => {
    expect(load({ DNS_SERVERS: '10.0.0.1, 127.0.0.1:5353,[::1]:53' }).DNS_SERVERS).toEqual(['10.0.0.1', '127.0.0.1:5353', '[::1]:53']);
    expect(load({}).DNS_SERVERS).toEqual([]);
  });

  it.each(['dns.example', '10.0.0.1:x', '10.0.0.300'])('refuse the DNS server "%s"', (server) => {
    expect(() => load({ DNS_SERVERS: server })).toThrow(/DNS_SERVERS: needs the form ip or ip:port/);
  });

  it('are described for the docs', () => {
    const described = describeConfig(config).filter(({ name }) => /^(DNS|BASE)_/.test(name));

    expect(described.map(({ name, default: value, required }) => [name, value, required])).toEqual([
      ['BASE_DOMAIN', 'localhost', false],
      ['DNS_SERVERS', '', false],
      ['DNS_TIMEOUT_MS', '5000', false],
    ]);
  });
});
