import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '@supergraph/kernel/events';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { tenantSuspended } from '@supergraph/schema/events';
import { monitoringSubgraph } from '../subgraph.js';
import { tamperWith } from '../testing/tamper-with.js';

const VERIFY = 'query ($organizationId: ID) { auditChainVerify(organizationId: $organizationId) { ok checked firstBroken reason } }';

describe('the trail of who really acted', () => {
  const app = testSubgraph(monitoringSubgraph);
  const suspend = (organizationId: string, envelope: Partial<EventRecord> = {}) =>
    app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' }, envelope);
  const verify = async (organizationId: string) =>
    (await app.as(anOperator('platform:audit:read')).execute(VERIFY, { organizationId })).data.auditChainVerify;
  /** Events of which the third was caused by staff who acted as somebody, with a key. */
  const aTrail = async () => {
    const organizationId = randomUUID();
    const headers = { correlationId: 'r', actor: { kind: 'user', id: 'u' }, impersonatorId: 'otto', apiKeyId: 'key-1' };
    for (const envelope of [{}, {}, { headers }, {}]) await suspend(organizationId, envelope);
    return organizationId;
  };

  it('tells of staff as somebody else, and of the key of a service account', async () => {
    const [organizationId, staff, person, apiKeyId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const [user, machine] = [
      { kind: 'user', id: person },
      { kind: 'service-account', id: randomUUID() },
    ];
    await suspend(organizationId, { headers: { correlationId: 'r', actor: user, impersonatorId: staff } });
    await suspend(organizationId, { headers: { correlationId: 'r', actor: machine, apiKeyId } });
    await suspend(organizationId, { headers: { correlationId: 'r', actor: user } });
    const TRAIL = `query ($of: [_Any!]!, $query: String) { _entities(representations: $of) { ... on Organization {
      auditEvents(filter: { query: $query }) { nodes { actor { type user { id } } impersonator { id } apiKeyId } } } } }`;
    const read = async (query: string | null) => {
      const of = [{ __typename: 'Organization', id: organizationId }];
      const { data } = await app.as(aMemberOf(organizationId, 'org:audit:read')).execute(TRAIL, { of, query });
      return data._entities[0].auditEvents.nodes;
    };
    const acted = { actor: { type: 'USER', user: { id: person } }, impersonator: { id: staff }, apiKeyId: null };
    const asked = { actor: { type: 'SERVICE_ACCOUNT', user: null }, impersonator: null, apiKeyId };

    expect(await read(null)).toEqual([{ ...acted, impersonator: null }, asked, acted]);
    expect([await read(staff), await read(apiKeyId)]).toEqual([[acted], [asked]]);
  });

  it('is sound where some events tell it, and some do not', async () => {
    expect(await verify(await aTrail())).toEqual({ ok: true, checked: 4, firstBroken: null, reason: null });
  });

  it.each([
    ['impersonator_id = null', 3],
    [`impersonator_id = 'somebody else'`, 3],
    ['api_key_id = null', 3],
    ['impersonator_id = api_key_id, api_key_id = impersonator_id', 3],
    ['impersonator_id = null, api_key_id = null', 3],
    [`impersonator_id = 'otto'`, 2],
    [`api_key_id = 'key-1'`, 1],
  ])('shows that somebody set %s', async (change, sequence) => {
    const organizationId = await aTrail();

    await tamperWith(
      app.database(),
      `update audit_event set ${change} where organization_id = ? and sequence = ?`,
      organizationId,
      sequence,
    );

    expect(await verify(organizationId)).toMatchObject({ ok: false, firstBroken: sequence, reason: 'ALTERED' });
  });
});
