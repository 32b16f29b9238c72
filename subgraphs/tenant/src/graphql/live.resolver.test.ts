import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { channelName, PLATFORM } from '@supergraph/kernel/realtime';
import { aMemberOf, anOperator, foreignEventsShown, testSubgraph } from '@supergraph/kernel/testing';
import { subscriptionUpdated, tenantCreated, tenantDomainAdded, tenantUpdated } from '@supergraph/schema/events';
import { tenantSubgraph } from '../subgraph.js';
import { anOrganization } from '../testing/arrange.js';

const CHANGED = 'subscription ($o: ID!) { organizationChanged(organizationId: $o) { change organizationId reason hostname actor { id } } }';
const SUBSCRIPTION = 'subscription ($o: ID!) { subscriptionChanged(organizationId: $o) { change subscriptionId planKey status } }';
const ALL = 'subscription ($f: OrganizationEventFilter) { organizationsChanged(filter: $f) { change organizationId } }';
const RENAME = 'mutation ($input: OrganizationUpdateInput!) { organizationUpdate(input: $input) { userErrors { code } } }';

describe('organizationChanged, subscriptionChanged and organizationsChanged', () => {
  const app = testSubgraph(tenantSubgraph);
  const staff = anOperator('platform:orgs:read', 'platform:orgs:write');
  const aTenant = async () => {
    const { id } = await app.seed(anOrganization());
    const member = aMemberOf(id, 'org:write');
    return { id, member, rename: (name: string) => app.as(member).execute(RENAME, { input: { id, name } }) };
  };
  const updated = (organizationId: string) => app.record(tenantUpdated, { organizationId, name: 'X', locale: 'en', timezone: 'UTC' });
  const paid = (organizationId: string) =>
    app.record(subscriptionUpdated, {
      subscriptionId: randomUUID(),
      organizationId,
      planKey: 'pro',
      status: 'ACTIVE',
      trialEndsAt: null,
      currentPeriodEnd: new Date().toISOString(),
    });

  it('show a member what changes in its own organization, and platform staff what changes in all', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const live = await app.as(ours.member).subscribe(CHANGED, { o: ours.id });
    const all = await app.as(staff).subscribe(ALL);
    const some = await app.as(staff).subscribe(ALL, { f: { organizationIds: [theirs.id], changes: ['UPDATED'] } });

    await ours.rename('Ours');
    await theirs.rename('Theirs');

    const change = (organizationId: string) => ({ change: 'UPDATED', organizationId });
    expect((await live.news()).map(({ data }) => data)).toEqual([
      { organizationChanged: { ...change(ours.id), reason: null, hostname: null, actor: { id: ours.member.subject } } },
    ]);
    expect((await all.news()).map(({ data }) => data.organizationsChanged)).toEqual([change(ours.id), change(theirs.id)]);
    expect((await some.news()).map(({ data }) => data.organizationsChanged)).toEqual([change(theirs.id)]);
    expect(all.stream?.channels).toEqual([channelName(PLATFORM, 'organization')]);
  });

  it('read nothing for what the event carries, and one row for the thing itself', async () => {
    const { id, member } = await aTenant();
    const statements = (query: string, event: object) => app.statementsOf(() => app.as(member).event(event, query, { o: id }));

    expect(await statements(CHANGED, updated(id))).toEqual([]);
    expect(await statements(SUBSCRIPTION, paid(id))).toEqual([]);
    const withOrganization = 'subscription ($o: ID!) { organizationChanged(organizationId: $o) { organization { name locale } } }';
    expect(await statements(withOrganization, updated(id))).toHaveLength(1);
  });

  it('say what the event says', async () => {
    const { id, member } = await aTenant();
    const added = app.record(tenantDomainAdded, { organizationId: id, domainId: randomUUID(), hostname: 'erp.acme.example' });

    expect((await app.as(member).event(added, CHANGED, { o: id })).data.organizationChanged).toMatchObject({
      change: 'DOMAIN_ADDED',
      hostname: 'erp.acme.example',
      actor: null,
    });
    expect((await app.as(member).event(paid(id), SUBSCRIPTION, { o: id })).data.subscriptionChanged).toMatchObject({
      change: 'UPDATED',
      planKey: 'pro',
      status: 'ACTIVE',
    });
  });

  it('are refused like queries', async () => {
    const [ours, theirs] = [await aTenant(), await aTenant()];
    const code = async (identity: typeof staff, query: string, o: string) => {
      const { stream, errors } = await app.as(identity).subscribe(query, { o });
      return stream ? 'opened' : errors[0]?.extensions?.code;
    };

    for (const query of [CHANGED, SUBSCRIPTION]) {
      expect(await code(ours.member, query, ours.id)).toBe('opened');
      expect(await code(ours.member, query, theirs.id)).toBe('TENANT_MISMATCH');
      expect(await code(ours.member, query, randomUUID())).toBe('TENANT_MISMATCH');
      expect(await code(staff, query, theirs.id)).toBe('opened');
    }
    expect((await app.as(ours.member).subscribe(ALL)).errors[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect((await app.as(ours.member).execute('{ organizationsChangedPosition }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ]);
    const created = { organizationId: theirs.id, slug: 'x', name: 'X', industryCode: null, planKey: 'pro' };
    expect((await app.as(ours.member).event(app.record(tenantCreated, created), ALL)).data).toBeNull();
  });

  it('show no event that is not for them', async () => {
    const { id, member: identity } = await aTenant();

    for (const [query, event] of [
      [CHANGED, updated(id)],
      [SUBSCRIPTION, paid(id)],
    ] as const) {
      expect((await app.as(identity).event(event, query, { o: id })).errors).toEqual([]);
      expect(await foreignEventsShown(app, tenantSubgraph, { identity, query, variables: { o: id }, event })).toEqual([]);
    }
  });
});
