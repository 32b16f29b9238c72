import type { AddressInfo } from 'node:net';
import { listen } from '@supergraph/kernel/subgraph';
import { type HttpTransport, httpTransport, type SubgraphResponse } from '@supergraph/kernel/transport';
import { startDnsServer } from '../../../subgraphs/tenant/src/testing/dns-server.js';
import { type Fleet, type FleetOptions, forget, SERVICE_SECRET, startFleet } from '../../testkit/fleet.js';
import { type Answered, type Json, shapeOf } from '../check/answer.js';
import { asSuperuser, cloneDatabase, dropDatabase, type Superuser } from '../database.js';
import { knock } from '../door.js';
import type { Operation } from '../generate/operation.js';
import { FUZZ_ENV, type World } from '../world/world.js';

/** A fleet on a copy of the world, whose consumers and jobs rest, with both doors. */
export interface Site {
  fleet: Fleet;
  superuser: Superuser;
  /** Sends an operation, and renews the session of whoever sent it where that has ended. */
  send(operation: Operation): Promise<Answered>;
  /** The last that happens: others take the fleet's place, with consumers and jobs at work while `work` runs. */
  wakeUp(work: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

export interface SiteOptions extends Pick<FleetOptions, 'openLocks' | 'env'> {
  adminUrl: string;
  /** What is done to the copy before anybody connects to it. */
  prepare?: (superuser: Superuser) => Promise<unknown>;
}

export async function openSite(world: Pick<World, 'database'>, { adminUrl, prepare, ...options }: SiteOptions): Promise<Site> {
  const database = await cloneDatabase(adminUrl, world.database);
  const superuser = asSuperuser(adminUrl, database);
  await prepare?.(superuser);
  // Nobody proves anything while the fuzzer runs: every name is unknown, at once.
  const dns = await startDnsServer();
  const env = { ...FUZZ_ENV, SIGN_UP_WAIT_MS: '0', DNS_SERVERS: dns.address, ...options.env };
  const start = () => startFleet({ adminUrl, database, env, ...(options.openLocks ? { openLocks: options.openLocks } : {}) });
  const fleet = await start();
  await fleet.rest();
  const side = await openSideDoors(fleet);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await side.close();
    await fleet.stop();
  };
  return {
    fleet,
    superuser,
    send: (operation) => send(fleet, side, operation),
    async wakeUp(work) {
      // Who has rested does not wake up again, and would go on to publish for those who take their place.
      await close();
      const others = await start();
      await work();
      await others.stop();
    },
    async stop() {
      await close();
      await dns.close();
      await superuser.end();
      await dropDatabase(adminUrl, database);
    },
  };
}

interface SideDoors extends Pick<HttpTransport, 'call' | 'close'> {}

/** Puts HTTP in front of every subgraph: calls are signed, and the signatures are verified. */
async function openSideDoors({ fleet }: Fleet): Promise<SideDoors> {
  const servers = await Promise.all(
    fleet.all().map(async (subgraph) => ({
      name: subgraph.name,
      server: await listen(subgraph, { host: '127.0.0.1', port: 0, secret: SERVICE_SECRET }),
    })),
  );
  const urls = servers.map(({ name, server }) => [name, `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/graphql`]);
  const { call, close } = httpTransport({ urls: Object.fromEntries(urls), secret: SERVICE_SECRET });
  return {
    call,
    async close() {
      await close();
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}

async function send(fleet: Fleet, side: SideDoors, operation: Operation): Promise<Answered> {
  const first = await observe(fleet, () => deliver(fleet, side, operation));
  const { principal, document } = operation;
  const hasEnded = first.status === 401 && first.text.includes('SESSION_ENDED');
  // A logout ends the very session that the next request is to be made in.
  if (principal.token && (hasEnded || document.includes('logout'))) await principal.renew(fleet);
  return hasEnded ? observe(fleet, () => deliver(fleet, side, operation)) : first;
}

type Delivered = Omit<Answered, 'work'>;

async function deliver(fleet: Fleet, side: SideDoors, operation: Operation): Promise<Delivered> {
  const { door, document, variables, host, headers, principal, event } = operation;
  if (door === 'gateway') {
    const answer = await knock(fleet, { document, variables, token: principal.token, host, headers });
    return { ...answer, body: parsed(answer.text) };
  }
  const request = {
    query: document,
    variables,
    identity: principal.identity,
    requestId: `fuzz-${operation.seed}`,
    ...(event ? { event: event.body } : {}),
  };
  const body: SubgraphResponse = await side.call(door, request);
  return { status: 200, headers: {}, body, text: JSON.stringify(body) };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Follows what is told of facts, which goes on beside every request. */
const BESIDE = /event_log|facts/;

async function observe({ observed }: Fleet, work: () => Promise<Delivered>): Promise<Answered> {
  forget(observed);
  const answer = await work();
  const statements = observed.statements.filter(({ sql }) => !BESIDE.test(sql));
  const calls = observed.calls.map(({ subgraph, query }) => `${subgraph} ⇐ ${query.replace(/"[^"]*"/g, '?')}`);
  return { ...answer, work: [...statements.map(({ subgraph, sql }) => `${subgraph}: ${shapeOf(sql)}`), ...calls] };
}
