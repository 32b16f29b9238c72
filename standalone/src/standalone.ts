import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, gatewayConfig, type RunningGateway } from '@supergraph/gateway';
import { acquireLock, keepSecrets, provisionDatabase, startPostgres } from '@supergraph/infra';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { meterSubgraphs, schemaName } from '@supergraph/kernel/subgraph';
import { createMeter } from '@supergraph/kernel/telemetry';
import { bootSubgraphs, type SubgraphFleet } from './boot-subgraphs.js';
import { type StandaloneConfig, standaloneConfig } from './config.js';
import { subgraphs } from './subgraphs.js';

export interface RunningStandalone {
  url: string;
  /** Folder into which mails are written; null where they are sent. */
  mailFolder: string | null;
  superAdmin: { email: string; password: string; isFirstStart: boolean; secretsFile: string };
  stop(): Promise<void>;
}

/** What the process makes up at its first start, in random bytes. */
const SECRETS = { serviceSecret: 32, keyEncryptionSecret: 32, databasePassword: 24, superAdminPassword: 15 };
type Secrets = Record<keyof typeof SECRETS, string>;

const STEP_PATIENCE = 15_000;
const JWKS_PATH = '/.well-known/jwks.json';

/**
 * Starts everything in this process: database, subgraphs, gateway. What was started is stopped again when a later part
 * fails.
 *
 * @throws AlreadyRunningError where another process uses the same data folder.
 */
export async function startStandalone(env: NodeJS.ProcessEnv): Promise<RunningStandalone> {
  const config = loadConfig(standaloneConfig, env);
  const dataDir = resolve(config.DATA_DIR);
  await mkdir(dataDir, { recursive: true });
  const undo: (() => unknown)[] = [];
  const stop = () => undoAll(undo.splice(0).reverse());
  try {
    const lock = await acquireLock(join(dataDir, 'standalone.lock'));
    undo.push(() => lock.release());
    const secretsFile = join(dataDir, 'secrets.json');
    const { secrets, isFirstStart } = await keepSecrets(secretsFile, SECRETS);
    const mailFolder = resolve(config.MAIL_FOLDER ?? join(dataDir, 'mail'));
    const fleet = await startSubgraphs(config, secrets, { env: { ...env, MAIL_FOLDER: mailFolder }, dataDir, undo });
    const gateway = await startGateway(config, { env, fleet, secrets });
    undo.push(() => gateway.stop());
    const superAdmin = { email: config.SUPER_ADMIN_EMAIL, password: secrets.superAdminPassword, isFirstStart, secretsFile };
    return { url: gateway.url, mailFolder: config.MAIL_URL === undefined ? mailFolder : null, superAdmin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Takes every step, also after one that fails or hangs: the database is stopped whatever the rest does. */
async function undoAll(steps: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    const tooLong = sleep(STEP_PATIENCE, undefined, { ref: false }).then(() => {
      throw new Error(`A part did not stop within ${STEP_PATIENCE} ms`);
    });
    await Promise.race([Promise.resolve().then(step), tooLong]).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some parts did not stop cleanly');
}

async function startSubgraphs(
  config: StandaloneConfig,
  secrets: Secrets,
  { env: given, dataDir, undo }: { env: NodeJS.ProcessEnv; dataDir: string; undo: (() => unknown)[] },
): Promise<SubgraphFleet> {
  const adminUrl = config.DATABASE_URL ?? (await startEmbeddedPostgres(dataDir, undo));
  const databases = await provisionDatabase({
    adminUrl,
    database: config.DATABASE_NAME,
    schemas: subgraphs.map(({ name }) => ({
      schema: schemaName(name),
      ownerPassword: secrets.databasePassword,
      appPassword: secrets.databasePassword,
    })),
  });
  const env = {
    ...given,
    SERVICE_SECRET: secrets.serviceSecret,
    KEY_ENCRYPTION_SECRET: secrets.keyEncryptionSecret,
    SUPER_ADMIN_EMAIL: config.SUPER_ADMIN_EMAIL,
    SUPER_ADMIN_PASSWORD: secrets.superAdminPassword,
    BASE_DOMAIN: config.BASE_DOMAIN,
    LOG_LEVEL: config.LOG_LEVEL,
  };
  const fleet = await bootSubgraphs({ subgraphs, databases, env, logLevel: config.LOG_LEVEL });
  undo.push(() => fleet.stop());
  return fleet;
}

async function startEmbeddedPostgres(dataDir: string, undo: (() => unknown)[]): Promise<string> {
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log: console.log });
  undo.push(() => postgres.stop());
  return postgres.url;
}

function startGateway(
  config: StandaloneConfig,
  { env, fleet, secrets }: { env: NodeJS.ProcessEnv; fleet: SubgraphFleet; secrets: Secrets },
): Promise<RunningGateway> {
  const settings = loadConfig(gatewayConfig, {
    // Clients have nowhere else to go: there is nothing to spread.
    DRAIN_MS: '200',
    ...env,
    HOST: config.HOST,
    PORT: String(config.PORT),
    LOG_LEVEL: config.LOG_LEVEL,
    BASE_DOMAIN: config.BASE_DOMAIN,
    SERVICE_SECRET: secrets.serviceSecret,
    JWKS_URL: `http://127.0.0.1${JWKS_PATH}`,
  });
  const owner = fleet.all().find(({ routes }) => routes.some(({ path }) => path === JWKS_PATH));
  const route = owner?.routes.find(({ path }) => path === JWKS_PATH);
  if (!owner || !route) throw new Error(`No subgraph serves ${JWKS_PATH}`);
  const meter = createMeter();
  meterSubgraphs(meter, fleet.all());
  return createGateway({
    config: settings,
    call: fleet.call,
    keys: async () => (await route.handle(owner.services)).body as never,
    facts: fleet.facts,
    broker: fleet.broker,
    meter,
    log: createLogger({ service: 'gateway', level: config.LOG_LEVEL }),
  });
}
