import { PortTakenError, PostgresStartError } from '../infra.errors.js';
import { LeftoversInTheWay } from '../server/adopt-or-launch.js';
import type { DataDir } from '../server/data-dir.js';
import { launchServer } from '../server/launch-server.js';
import { POSTGRES } from '../server/product.js';
import type { LiveServer } from '../server/running-server.js';
import { serverEnvironment } from '../server/server-environment.js';
import type { NativeBinaries } from './native-binaries.js';
import { readPidFile, versionOn } from './postmaster.js';
import { stopPostmaster } from './stop-postmaster.js';

export interface LaunchSettings {
  port: number;
  durable: boolean;
  maxConnections?: number;
}

/** Starts a server that outlives this process, and waits until it answers. When that fails, nothing is left running. */
export async function launchPostmaster(
  dir: DataDir,
  binaries: NativeBinaries,
  password: string,
  settings: LaunchSettings,
): Promise<LiveServer> {
  const { port } = settings;
  const { process, answer: version } = await launchServer({
    program: binaries.postgres,
    args: ['-D', dir.data, ...serverFlags(settings)],
    env: serverEnvironment(),
    user: dir.user,
    logFile: dir.logFile,
    ask: async ({ pid }) => ((await isReady(dir.data, pid)) ? versionOn(port, dir.data, password) : undefined),
    stop: stopPostmaster,
    explain: (output) => explain(output, port),
  });
  return { process, port, version };
}

function serverFlags({ port, durable, maxConnections }: LaunchSettings): string[] {
  const flags = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    lc_messages: 'C',
    ...(maxConnections && { max_connections: maxConnections }),
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Asked before the port is tried: until our server says so, another program may be the one that answers there. */
async function isReady(cluster: string, pid: number): Promise<boolean> {
  const found = await readPidFile(cluster);
  return found?.pid === pid && found.isReady;
}

function explain(output: string, port: number): Error {
  if (/Address already in use/.test(output)) return new PortTakenError(POSTGRES.name, port);
  if (/lock file .* already exists|pre-existing shared memory block/.test(output)) return new LeftoversInTheWay(output);
  return new PostgresStartError(`PostgreSQL did not start:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}
