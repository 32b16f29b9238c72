import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import { httpTransport } from '@supergraph/kernel/transport';
import { Watcher } from '../rig/sockets.js';
import type { World } from '../rig/world.js';
import { ORGANIZATIONS } from '../rig/writers.js';

const POSTED = 'subscription Posted($organizationId: ID!) { posted(organizationId: $organizationId) { organizationId postingId } }';
const WITH_PADDING =
  'subscription Posted($organizationId: ID!) { posted(organizationId: $organizationId) { organizationId postingId padding } }';
const WITH_AMOUNT =
  'subscription Posted($organizationId: ID!) { posted(organizationId: $organizationId) { organizationId postingId amount } }';
const POSITION = 'query Position($organizationId: ID!) { postedPosition(organizationId: $organizationId) }';
const RIGHTS = 'mutation ($input: RightsInput!) { rightsChange(input: $input) }';

/** The rig's staff: one of our own services, which sees every organization. */
const staff: Identity = { kind: 'service', subject: 'rig', organizationId: null, scopes: [], sessionId: null };

export interface Rights {
  organizationId: string;
  status?: string;
  modules?: readonly string[];
  endedSession?: string;
  userId?: string;
  permissions?: readonly string[] | null;
}

/** Changes what somebody may see. @returns when it was committed, on the run's clock. */
export async function changeRights({ processes, secret }: World, input: Rights): Promise<number> {
  const [ledger] = processes.ledger;
  const transport = httpTransport({ urls: { ledger: `${ledger?.url}/graphql` }, secret });
  try {
    const { errors } = await transport.call('ledger', { query: RIGHTS, variables: { input }, identity: staff, requestId: randomUUID() });
    if (errors) throw new Error(JSON.stringify(errors));
    return performance.now();
  } finally {
    await transport.close();
  }
}

/** Both organizations are in service and have the module. */
export async function openOrganizations(world: World): Promise<void> {
  for (const organizationId of ORGANIZATIONS) await changeRights(world, { organizationId, status: 'ACTIVE', modules: ['ledger'] });
}

export interface WatchOptions {
  organizationId: string;
  userId?: string;
  sessionId?: string;
  /** Seconds that its tokens live. */
  lifetime?: number;
  /** Which gateway; asked at every attempt. */
  url: () => string;
  /** What it asks for beside the ids. */
  asksFor?: 'amount' | 'padding' | undefined;
  cursor?: string;
}

let count = 0;

/** Somebody who watches the postings of an organization. */
export function aWatcher({ tokens }: World, options: WatchOptions): Watcher {
  const { organizationId, userId = randomUUID(), sessionId = randomUUID(), lifetime, url, asksFor, cursor } = options;
  count += 1;
  return new Watcher({
    id: `socket ${count}`,
    url: () => `${url()}/graphql`,
    organizationId,
    token: () => tokens.sign({ sub: userId, org: organizationId, sid: sessionId, scope: 'ledger:amounts' }, lifetime),
    query: asksFor === 'amount' ? WITH_AMOUNT : asksFor === 'padding' ? WITH_PADDING : POSTED,
    variables: { organizationId },
    ownerOf: (data) => (data.posted as { organizationId?: string } | null)?.organizationId,
    ...(cursor ? { cursor } : {}),
  });
}

/** Where an organization's postings are now, as a client asks for it. */
export async function positionOf({ tokens }: World, url: string, organizationId: string): Promise<string> {
  const authorization = `Bearer ${tokens.sign({ sub: randomUUID(), org: organizationId, sid: randomUUID() })}`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: POSITION, variables: { organizationId } }),
  });
  const { data, errors } = (await answer.json()) as { data?: { postedPosition: string }; errors?: unknown };
  if (!data?.postedPosition) throw new Error(`No position: ${JSON.stringify(errors)}`);
  return data.postedPosition;
}
