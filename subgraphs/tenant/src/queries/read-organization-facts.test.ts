import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { TenantContext } from '../context.js';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { OrganizationSubscription, SubscriptionStatus } from '../domain/organization-subscription.entity.js';
import { Plan, PlanStatus } from '../domain/plan.entity.js';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization, aVerifiedDomain } from '../testing/arrange.js';

describe('the facts of organizations', () => {
  const app = testSubgraph(tenantSubgraph);
  const { organizations, places } = tenantSubgraph.definition.facts ?? {};
  const facts = async (...ids: string[]) => (await organizations?.(app.context<TenantContext>(), ids)) ?? [];
  const end = new Date('2030-01-31T12:00:00.000Z');
  const aPlan = (values: Partial<Plan> = {}) =>
    app.seed(Object.assign(new Plan(), { key: randomUUID(), version: 1, status: PlanStatus.ARCHIVED, name: 'Plan', trialDays: 0 }, values));
  const subscribe = (organizationId: string, plan: Plan, status: SubscriptionStatus) =>
    app.seed(Object.assign(new OrganizationSubscription(organizationId, plan), { status, currentPeriodEnd: end }));

  it('say where an organization lives, what its plan grants and until when', async () => {
    const acme = await app.seed(anOrganization('acme'));
    const plan = await aPlan({ requestsPerMinute: 60, moduleKeys: ['hr', 'crm'] });
    await subscribe(acme.id, plan, SubscriptionStatus.ACTIVE);
    for (const hostname of ['z.acme.test', 'a.acme.test']) await app.seed(aVerifiedDomain(acme.id, hostname));
    await app.seed(new OrganizationDomain(acme.id, 'pending.acme.test'));

    expect(await facts(acme.id)).toEqual([
      {
        id: acme.id,
        slug: 'acme',
        status: 'ACTIVE',
        hosts: ['a.acme.test', 'z.acme.test'],
        requestsPerMinute: 60,
        entitledUntil: '2030-01-31T12:00:00.000Z',
        entitledModules: ['hr', 'crm'],
      },
    ]);
  });

  it.each([
    [SubscriptionStatus.TRIALING, end.toISOString()],
    [SubscriptionStatus.ACTIVE, end.toISOString()],
    [SubscriptionStatus.PAST_DUE, end.toISOString()],
    [SubscriptionStatus.SCHEDULED, '1970-01-01T00:00:00.000Z'],
    [SubscriptionStatus.PAUSED, '1970-01-01T00:00:00.000Z'],
    [SubscriptionStatus.CANCELED, '1970-01-01T00:00:00.000Z'],
    [SubscriptionStatus.EXPIRED, '1970-01-01T00:00:00.000Z'],
  ])('hold a subscription that is %s to entitle until %s', async (status, until) => {
    const { id } = await app.seed(anOrganization());
    await subscribe(id, await aPlan(), status);

    expect(await facts(id)).toMatchObject([{ id, entitledUntil: until, requestsPerMinute: null, entitledModules: null }]);
  });

  it('set no end without a subscription, and leave out what is not there', async () => {
    const { id } = await app.seed(anOrganization(undefined, { status: OrganizationStatus.SUSPENDED }));

    expect(await facts(randomUUID(), id, 'not an id', '{}', '')).toMatchObject([
      { id, status: 'SUSPENDED', hosts: [], entitledUntil: null },
    ]);
    expect(await facts('not an id')).toEqual([]);
  });

  it('take one statement, however many there are', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await app.seed(anOrganization())).id));

    expect(await app.statementsOf(() => facts(...ids))).toHaveLength(1);
    expect(
      await app.statementsOf(async () => places?.(app.context<TenantContext>(), { slugs: ['a', 'b'], hosts: ['c.test'] })),
    ).toHaveLength(1);
  });

  it('find places by slug and by verified host name, of whatever is not deleted', async () => {
    const acme = await app.seed(anOrganization('acme-place', { status: OrganizationStatus.SUSPENDED }));
    const gone = await app.seed(anOrganization('gone-place', { status: OrganizationStatus.DELETED }));
    await app.seed(aVerifiedDomain(acme.id, 'acme-place.test'));
    await app.seed(new OrganizationDomain(acme.id, 'pending-place.test'));
    await app.seed(aVerifiedDomain(gone.id, 'gone-place.test'));
    const find = (slugs: string[], hosts: string[]) => places?.(app.context<TenantContext>(), { slugs, hosts });

    expect(
      await find(
        ['acme-place', 'gone-place', 'nobody', 'a,b', 'a\0', '"', '\ud800'],
        ['acme-place.test', 'gone-place.test', 'pending-place.test'],
      ),
    ).toEqual([
      { organizationId: acme.id, slug: 'acme-place' },
      { organizationId: acme.id, host: 'acme-place.test' },
    ]);
    expect(await find([], [])).toEqual([]);
  });
});
