import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, describeConfig, loadConfig, serviceConfig } from './index.js';

const complete = {
  PORT: '4001',
  DATABASE_URL: 'postgresql://x',
  SERVICE_SECRET: 's'.repeat(32),
  SUBGRAPH_URLS: 'tenant=http://t:1/graphql, auth=http://a:2/graphql',
};

describe('loadConfig', () => {
  it('hands out typed values', () => {
    expect(loadConfig(serviceConfig, complete)).toMatchObject({
      PORT: 4001,
      HOST: '127.0.0.1',
      SUBGRAPH_URLS: { tenant: 'http://t:1/graphql', auth: 'http://a:2/graphql' },
    });
  });

  it('lists every problem at once and no value', () => {
    const load = () =>
      loadConfig(serviceConfig, { PORT: 'eighty', DATABASE_URL: 'hunter2', SERVICE_SECRET: 'short-secret', SUBGRAPH_URLS: 'tenant' });

    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/PORT: .*\n.*SERVICE_SECRET: needs at least 32 characters|SERVICE_SECRET[\s\S]*PORT/);
    expect(load).toThrow(/DATABASE_URL: must be a postgresql/);
    expect(load).toThrow(/"tenant" needs the form name=url/);
    expect(load).not.toThrow(/hunter2|short-secret|eighty/);
  });

  it('has no default for a secret, and takes an empty string for an absent one', () => {
    for (const SERVICE_SECRET of [undefined, ''])
      expect(() => loadConfig(serviceConfig, { ...complete, SERVICE_SECRET })).toThrow(/SERVICE_SECRET: is required/);
  });
});

describe('describeConfig', () => {
  it('lists settings with default and description', () => {
    const schema = z.object({ COLOUR: z.string().default('red').describe('Of the door'), SIZE: z.coerce.number().describe('In metres') });

    expect(describeConfig(schema)).toEqual([
      { name: 'COLOUR', required: false, default: 'red', description: 'Of the door' },
      { name: 'SIZE', required: true, default: '', description: 'In metres' },
    ]);
  });
});
