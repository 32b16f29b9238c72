import { PortTakenError, RedisStartError } from '../infra.errors.js';
import type { DataDir } from '../server/data-dir.js';
import { launchServer } from '../server/launch-server.js';
import { REDIS } from '../server/product.js';
import type { LiveServer } from '../server/running-server.js';
import { type RedisBinary, redisEnvironment } from './redis-binary.js';
import { versionOn, writeProcessNote } from './redis-process.js';
import { stopRedis } from './stop-redis.js';

export interface RedisSettings {
  port: number;
  durable: boolean;
  maxMemoryMb?: number;
}

/** Starts a server that outlives this process, and waits until it answers. When that fails, nothing is left running. */
export async function launchRedis(dir: DataDir, binary: RedisBinary, password: string, settings: RedisSettings): Promise<LiveServer> {
  const { port } = settings;
  const { process, answer: version } = await launchServer({
    program: binary.program,
    // "-": it reads settings from its standard input too. Arguments can be read by every user of the machine.
    args: ['-', ...serverFlags(dir, settings)],
    env: redisEnvironment(binary),
    user: dir.user,
    logFile: dir.logFile,
    beforeRun: async (started) => {
      await writeProcessNote(dir, { process: started, port });
      return `requirepass ${password}\n`;
    },
    ask: async (started, output) => (isReady(await output()) ? versionOn(dir, { process: started, port }, password) : undefined),
    stop: stopRedis,
    explain: (output) => explain(output, port),
  });
  return { process, port, version };
}

function serverFlags({ data }: DataDir, { port, durable, maxMemoryMb }: RedisSettings): string[] {
  const flags = {
    bind: '127.0.0.1',
    port,
    'protected-mode': 'yes',
    dir: data,
    save: '',
    appendonly: durable ? 'yes' : 'no',
    ...(maxMemoryMb && { maxmemory: `${maxMemoryMb}mb` }),
  };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value}`]);
}

/** Asked before the port is tried: until our server says so, another program may be the one that would be told the password. */
function isReady(output: string): boolean {
  return output.includes('Ready to accept connections');
}

function explain(output: string, port: number): Error {
  if (/Address already in use/.test(output)) return new PortTakenError(REDIS.name, port);
  return new RedisStartError(`Redis did not start:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}
