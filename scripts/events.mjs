// What an operator can do about events that went wrong: npm run events -- --help
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgres } from '@supergraph/infra';
import { RepairError } from '@supergraph/kernel/events';
import { schemaName } from '@supergraph/kernel/subgraph';
import { bootSubgraphs, subgraphs } from '@supergraph/standalone';

const HELP = `Usage: npm run events -- <verb> [options]

  parked list                            What waits for a repair: consumers' aggregates, and what Kafka refused ("relay")
  parked redrive <consumer> [<key>]      Tries it again in its order; <key> is one aggregate: membership:0190…
  dlq list                               Messages that were given up, the newest first
  dlq redrive <position>                 Hands one of them to its consumer again; needs --subgraph
  replay --consumer <name> [--from <time|position>] [--to <time>]
                                         Hands a range of events to a consumer again; what it has seen has no second effect
  replay --from event_log                Publishes the logs to Kafka again, after Kafka lost its data
  rebuild <consumer>@g<n>                Builds a consumer's tables anew from all events, and swaps them
  stats                                  How much waits on its way out, by subgraph

  --subgraph <name>                      Only this one
  --limit <n>                            Most dead letters to list (50)
  --json                                 Answers in JSON
  --help                                 This text

Settings: DATABASE_URL (a PostgreSQL superuser's) with DATABASE_PASSWORD and DATABASE_NAME, SERVICE_SECRET, KEY_ENCRYPTION_SECRET;
without DATABASE_URL those of the data folder DATA_DIR (.data; .data/distributed for npm run start:distributed), while it runs.
KAFKA_BROKERS and KAFKA_PREFIX as of the processes. It may run beside them.
Exit codes: 0 done, 1 failed (with a code in brackets), 2 not understood.`;

const OPTIONS = {
  consumer: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  subgraph: { type: 'string' },
  limit: { type: 'string', default: '50' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

class UsageError extends Error {}

const VERBS = {
  'parked list': async (fleet) => (await Promise.all(fleet.map(async (each) => tagged(each, await each.repair.parked())))).flat(),
  'parked redrive': async (fleet, { rest: [consumer, key] }) => {
    if (!consumer) throw new UsageError('Which consumer?');
    const owners = consumer === 'relay' ? fleet : [ownerOf(fleet, consumer)];
    return (await Promise.all(owners.map(async (each) => tagged(each, await each.repair.redrive(consumer, key))))).flat();
  },
  'dlq list': async (fleet, { values }) =>
    (await Promise.all(fleet.map(async (each) => tagged(each, await each.repair.deadLetters(Number(values.limit)))))).flat(),
  'dlq redrive': async (fleet, { rest: [position] }) => {
    if (!/^\d+$/.test(position ?? '') || fleet.length !== 1) throw new UsageError('dlq redrive needs a position and --subgraph');
    return [{ position, outcome: await fleet[0].repair.redriveDeadLetter(position) }];
  },
  replay: async (fleet, { values }) => {
    if (values.from === 'event_log')
      return Promise.all(fleet.map(async (each) => ({ subgraph: each.name, events: await each.repair.refill() })));
    if (!values.consumer) throw new UsageError('Which consumer? Or --from event_log');
    const range = { from: startOf(values.from), to: values.to ? timeOf(values.to) : 'end' };
    return [await ownerOf(fleet, values.consumer).repair.replay(values.consumer, range)];
  },
  rebuild: async (fleet, { rest: [target], admin }) => {
    const [, consumer, generation] = /^(.+)@g(\d+)$/.exec(target ?? '') ?? [];
    if (!consumer) throw new UsageError('Rebuild what? <consumer>@g<n>');
    return [await ownerOf(fleet, consumer).repair.rebuild(consumer, { generation: Number(generation), adminUrl: admin })];
  },
  stats: async (fleet) => Promise.all(fleet.map(async ({ name, repair }) => ({ subgraph: name, ...(await repair.backlog()) }))),
};

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return void console.log(HELP);
  const verb = Object.keys(VERBS).find((name) => `${positionals.join(' ')} `.startsWith(`${name} `));
  if (!verb) throw new UsageError(`Unknown verb: ${positionals.join(' ') || '(none)'}`);
  const rest = positionals.slice(verb.split(' ').length);
  const { fleet, admin, stop } = await boot(values.subgraph);
  try {
    const rows = await VERBS[verb](fleet, { values, rest, admin });
    if (values.json) console.log(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) console.log('Nothing.');
    else console.table(rows);
  } finally {
    await stop();
  }
}

/** All subgraphs, answering each other but reacting to nothing, on the databases of the ones that run. */
async function boot(only) {
  const { admin, database, password, env } = await findDatabase();
  if (only && !subgraphs.some(({ name }) => name === only)) throw new UsageError(`There is no subgraph "${only}"`);
  const databases = Object.fromEntries(
    subgraphs.map(({ name }) => {
      const url = new URL(admin);
      [url.username, url.password, url.pathname] = [`${schemaName(name)}_app`, encodeURIComponent(password), `/${database}`];
      return [schemaName(name), { appUrl: url.href }];
    }),
  );
  const logLevel = process.env.LOG_LEVEL ?? 'error';
  const running = await bootSubgraphs({ subgraphs, databases, env: { ...env, LOG_LEVEL: logLevel }, logLevel, isIdle: true });
  const adminOfDatabase = Object.assign(new URL(admin), { pathname: `/${database}` }).href;
  return { fleet: running.all().filter(({ name }) => !only || name === only), admin: adminOfDatabase, stop: running.stop };
}

async function findDatabase() {
  const given = process.env;
  if (given.DATABASE_URL) {
    if (!given.DATABASE_PASSWORD) throw new UsageError('DATABASE_URL needs DATABASE_PASSWORD, the one of the roles');
    return { admin: given.DATABASE_URL, database: given.DATABASE_NAME ?? 'innoerp', password: given.DATABASE_PASSWORD, env: given };
  }
  const dataDir = given.DATA_DIR ?? '.data';
  const found = await findPostgres(join(dataDir, 'postgres'));
  if (!found?.answers) throw new RepairError('DATABASE_MISSING', `No PostgreSQL runs on ${dataDir}: set DATABASE_URL, or DATA_DIR`);
  const secrets = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
  const isDistributed = 'DATABASE_PASSWORD' in secrets;
  const named = isDistributed ? secrets : { SERVICE_SECRET: secrets.serviceSecret, KEY_ENCRYPTION_SECRET: secrets.keyEncryptionSecret };
  return {
    admin: found.answers.url,
    database: given.DATABASE_NAME ?? (isDistributed ? 'innoerp_distributed' : 'innoerp'),
    password: isDistributed ? secrets.DATABASE_PASSWORD : secrets.databasePassword,
    // The super admin is there already; where it must be named, nobody is changed by it.
    env: { SUPER_ADMIN_PASSWORD: secrets.superAdminPassword, ...named, ...given },
  };
}

/** The subgraph that has the consumer. */
function ownerOf(fleet, consumer) {
  const namesOf = ({ name }) => subgraphs.find((each) => each.name === name)?.definition.consumers?.map((each) => each.name) ?? [];
  const owner = fleet.find((each) => namesOf(each).includes(consumer));
  if (owner) return owner;
  throw new RepairError('CONSUMER_UNKNOWN', `There is no consumer "${consumer}"; there are: ${fleet.flatMap(namesOf).sort().join(', ')}`);
}

const tagged = ({ name }, rows) => rows.map((row) => ({ subgraph: name, ...row }));

function startOf(text) {
  if (!text) return 'first';
  return /^\d+$/.test(text) ? { position: text } : timeOf(text);
}

function timeOf(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new UsageError(`"${text}" is no time: 2026-11-21T10:00:00Z`);
  return time;
}

function explain(error) {
  if (error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS')) {
    console.error(`${error.message}\n\n${HELP}`);
    return 2;
  }
  console.error(error instanceof RepairError ? `${error.message} [${error.code}]` : error.stack);
  return 1;
}

process.exitCode = await main().catch(explain);
