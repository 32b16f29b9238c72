import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DATABASE, PASSWORD, type World } from './world.js';

const OPERATOR = fileURLToPath(new URL('./operator.mjs', import.meta.url));
const EVENTS = fileURLToPath(new URL('../../../scripts/events.mjs', import.meta.url));
/** An operator waits for two minutes, and gives up. */
const PATIENCE = 120_000;

/** What an operator does: `npm run events -- <args>`, in a process of its own. @returns its answer's rows; throws what it complained of. */
export async function operate({ servers, secret }: World, ...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const env = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'test',
    DATABASE_URL: servers.postgres.url,
    DATABASE_PASSWORD: PASSWORD,
    DATABASE_NAME: DATABASE,
    SERVICE_SECRET: secret,
    KAFKA_BROKERS: servers.kafka.brokers.join(','),
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', OPERATOR, EVENTS, ...args, '--json'], {
    env,
    timeout: PATIENCE,
  });
  return JSON.parse(stdout);
}
