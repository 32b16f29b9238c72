import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { type DatabaseUrls, freePort, provisionDatabase } from '@supergraph/infra';
import { parse } from 'graphql';
import { type History, nothingHappened, type Write } from '../check/history.js';
import { audienceSubgraph } from './audience.js';
import { ledgerSubgraph } from './ledger.js';
import { type RigProcess, startProcess } from './processes.js';
import { type Servers, startServers } from './servers.js';
import { type TokenMaker, tokenMaker } from './tokens.js';
import { readTopic, readTruth } from './witness.js';

const SECRET = 'a secret that only the rig knows, 32+';
/** Of the roles of its database. */
export const PASSWORD = 'rig-only';
export const DATABASE = 'rig';
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const GATEWAY = fileURLToPath(new URL('../../../gateway/dist/main.js', import.meta.url));
const SUBGRAPHS = ['ledger', 'audience'] as const;
export type Name = (typeof SUBGRAPHS)[number] | 'gateway';

export interface WorldOptions {
  dataDir: string;
  brokers?: 1 | 3;
  /** Settings of the processes beside the usual ones. */
  env?: Readonly<Record<string, string>>;
}

/** Servers and processes of a publisher, a consumer and the gateway, each of which may be hurt alone. */
export interface World {
  readonly servers: Servers;
  /** Superuser's URL of the rig's database. */
  databaseUrl(): string;
  /** Signs tokens that the gateways believe. */
  readonly tokens: TokenMaker;
  readonly secret: string;
  /** Those that run now. */
  readonly processes: Readonly<Record<Name, RigProcess[]>>;
  start(name: Name, env?: Readonly<Record<string, string>>): Promise<RigProcess>;
  /** Kills one, and forgets it. */
  kill(process: RigProcess): Promise<void>;
  /** Waits until every committed change has had its effect, or `patience` (ms) is over, and tells all that is known. */
  history(writes: readonly Write[], options?: { patience?: number; topic?: boolean }): Promise<History>;
  stop(): Promise<void>;
}

/** Starts the servers; processes are started one by one. Where that fails, nothing of it goes on running. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const servers = await startServers(options.dataDir, options.brokers ? { brokers: options.brokers } : {});
  return buildWorld(servers, options).catch(async (error) => {
    await servers.stop();
    throw error;
  });
}

async function buildWorld(servers: Servers, { dataDir, env = {} }: WorldOptions): Promise<World> {
  const logs = join(dataDir, 'logs');
  await mkdir(logs, { recursive: true });
  const databases = await provisionDatabase({
    adminUrl: servers.postgres.url,
    database: DATABASE,
    schemas: ['ledger', 'audience'].map((schema) => ({ schema, ownerPassword: PASSWORD, appPassword: PASSWORD })),
  });
  const firstPorts = { ledger: await freePort(), audience: await freePort() };
  const tokens = tokenMaker();
  const supergraphPath = join(dataDir, 'supergraph.graphql');
  await writeFile(supergraphPath, await composeRig());
  const common = () => ({
    SERVICE_SECRET: SECRET,
    REDIS_URL: servers.redis.url,
    KAFKA_BROKERS: servers.kafka.brokers.join(','),
    SUBGRAPH_URLS: Object.entries(firstPorts)
      .map(([name, port]) => `${name}=http://127.0.0.1:${port}/graphql`)
      .join(','),
    DATABASE_POOL_SIZE: '12',
    RIG_JWKS: tokens.jwks,
    JWKS_URL: `http://127.0.0.1:${firstPorts.ledger}/.well-known/jwks.json`,
    SUPERGRAPH_PATH: supergraphPath,
    FACTS_SOURCES: 'ledger',
    RATE_LIMIT: 'off',
    ...env,
  });
  const processes: Record<Name, RigProcess[]> = { ledger: [], audience: [], gateway: [] };
  let count = 0;
  const start = async (name: Name, own: Readonly<Record<string, string>> = {}) => {
    const port = name !== 'gateway' && processes[name].length === 0 ? firstPorts[name] : await freePort();
    count += 1;
    const process = await startProcess({
      name: `${name}-${count}`,
      args: name === 'gateway' ? [GATEWAY] : [MAIN, name],
      env: { ...common(), ...(name === 'gateway' ? {} : databaseOf(databases, name)), ...own },
      logs,
      port,
    });
    processes[name].push(process);
    return process;
  };
  const forget = (gone: RigProcess) => {
    for (const name of [...SUBGRAPHS, 'gateway'] as const) processes[name] = processes[name].filter((process) => process !== gone);
  };
  const adminUrl = () => servers.postgres.url.replace(/\/postgres$/, `/${DATABASE}`);
  return {
    servers,
    tokens,
    databaseUrl: adminUrl,
    secret: SECRET,
    processes,
    start,
    async kill(process) {
      forget(process);
      await process.kill();
    },
    async history(writes, { patience = 60_000, topic = true } = {}) {
      const deadline = Date.now() + patience;
      let truth = await readTruth(adminUrl());
      while (truth.effects.length < truth.committed.length && Date.now() < deadline) {
        await sleep(250);
        truth = await readTruth(adminUrl());
      }
      await sleep(500); // What is done twice comes late.
      const published = topic ? await readTopic(servers.kafka.brokers) : [];
      return { ...nothingHappened, ...(await readTruth(adminUrl())), published, writes, sinks: ['tally'] };
    },
    async stop() {
      const all = [...processes.gateway, ...processes.ledger, ...processes.audience];
      await Promise.allSettled(all.map((process) => process.stop()));
      await servers.stop();
    },
  };
}

function databaseOf(databases: Readonly<Record<string, DatabaseUrls>>, name: (typeof SUBGRAPHS)[number]): Record<string, string> {
  const { appUrl, ownerUrl } = databases[name] as DatabaseUrls;
  return { DATABASE_URL: appUrl, MIGRATIONS_DATABASE_URL: ownerUrl };
}

/** The rig's own supergraph, as `npm run schema` makes the product's. */
async function composeRig(): Promise<string> {
  const services = await Promise.all(
    [ledgerSubgraph, audienceSubgraph].map(async (subgraph) => ({
      name: subgraph.name,
      url: `http://${subgraph.name}.invalid/graphql`,
      typeDefs: parse(await subgraph.sdl()),
    })),
  );
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The rig does not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
}
