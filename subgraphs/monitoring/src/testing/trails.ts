import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { OpenLocks } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { tenantSuspended, userCreated } from '@supergraph/schema/events';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { MonitoringContext } from '../context.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { auditFactsOf } from '../domain/audit-facts.js';
import { GENESIS_HASH } from '../domain/audit-hash.js';
import { monitoringSubgraph } from '../subgraph.js';

/** An event that nobody raised, at a place of a chain. */
export function aForgery(organizationId: string | null, sequence = 99n): AuditEvent {
  const record = {
    position: '1',
    id: randomUUID(),
    type: 'tenant.suspended.v1',
    source: 'tenant',
    topic: 'evt.tenant.organization.v1',
    aggregateType: 'organization',
    aggregateId: organizationId ?? randomUUID(),
    sequence: '1',
    organizationId,
    payload: { reason: 'forged' },
    headers: { correlationId: randomUUID(), actor: { kind: 'system', id: 'test' } },
    createdAt: new Date().toISOString(),
  };
  return new AuditEvent(auditFactsOf(record), { sequence, prevHash: GENESIS_HASH, recordedAt: new Date() });
}

@Resolver()
class CarelessResolver {
  @Query(() => Boolean)
  async auditForge(@Arg('organizationId', () => ID) organizationId: string, @Ctx() { em }: MonitoringContext): Promise<boolean> {
    em.persist(aForgery(organizationId));
    await em.flush();
    return true;
  }
}

const { definition } = monitoringSubgraph;

/** Monitoring with some of its locks open, and with `auditForge`, a field that forgets whose request it is. */
export function monitoringWith(openLocks: OpenLocks = {}) {
  const careless = createSubgraph({ ...definition, resolvers: [...definition.resolvers, CarelessResolver] });
  const app = testSubgraph(careless, { openLocks });
  return {
    app,
    aTrail: () => aTrail(app),
    aPlatformTrail: () => app.deliver(userCreated, { userId: randomUUID(), displayName: 'secret of the platform' }),
    contextOf: (identity: Identity) => app.running().contextFor(identity) as MonitoringContext,
  };
}

type App = ReturnType<typeof testSubgraph>;

/** An organization in which something happened, and a member who may do everything, the platform's scopes included. */
async function aTrail(app: App) {
  const organizationId = randomUUID();
  const userId = randomUUID();
  const headers = { correlationId: randomUUID(), actor: { kind: 'user', id: userId } };
  await app.deliver(tenantSuspended, { organizationId, reason: `secret ${organizationId}` }, { headers });
  const [event] = (await app.context().em.find(AuditEvent, { organizationId })) as [AuditEvent];
  const scopes = ['org:audit:read', 'platform:audit:read', 'platform:monitoring:read'];
  return { organizationId, userId, event, member: { ...aMemberOf(organizationId, ...scopes), subject: userId } };
}

export type Trail = Awaited<ReturnType<typeof aTrail>>;

export const secretsOf = ({ organizationId, event }: Trail): string[] => [`secret ${organizationId}`, event.id, event.hash];
