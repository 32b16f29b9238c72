import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { channelName } from '@supergraph/kernel/realtime';
import { aMemberOf, anOperator, foreignEventsShown, testSubgraph } from '@supergraph/kernel/testing';
import { industryTemplateUpdated, moduleAssigned, moduleRegistered, moduleRolloutSet, moduleUpdated } from '@supergraph/schema/events';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, DISABLE } from '../testing/organization-modules.js';
import { aTenant } from '../testing/tenants.js';

const CHANGED = `subscription ($o: ID!, $f: OrganizationModuleEventFilter) {
  organizationModuleChanged(organizationId: $o, filter: $f) { change moduleKey actor { id } occurredAt }
}`;
const WITH_MODULE = `subscription ($o: ID!) { organizationModuleChanged(organizationId: $o) {
  change organizationModule { id enabled module { key } organization { id } }
} }`;
const REGISTRY = 'subscription ($f: RegistryEventFilter) { registryChanged(filter: $f) { change moduleKey } }';
const TEMPLATE = 'subscription ($f: TemplateEventFilter) { templateChanged(filter: $f) { change code } }';

describe('organizationModuleChanged', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const disable = (organizationId: string, member: Parameters<typeof app.as>[0]) =>
    app.as(member).execute(DISABLE, { input: { organizationId, moduleKey: 'projects' } });

  it('shows a member each change in the organization, and who did it', async () => {
    const { organizationId, member } = await aTenant(app);
    const live = await app.as(member).subscribe(CHANGED, { o: organizationId });

    await disable(organizationId, member);

    expect(live.stream?.channels).toEqual([channelName(organizationId, 'organization-module')]);
    const [first, ...others] = await live.news();
    expect(others).toEqual([]);
    expect(first).toEqual({
      data: {
        organizationModuleChanged: {
          change: 'DISABLED',
          moduleKey: 'projects',
          actor: { id: member.subject },
          occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      },
    });
  });

  it('takes what the filter lets through', async () => {
    const { organizationId, member } = await aTenant(app);
    const changes = async (filter: object) => {
      const live = await app.as(member).subscribe(CHANGED, { o: organizationId, f: filter });
      await disable(organizationId, member);
      await app.as(member).execute(ASSIGN, { input: { organizationId, moduleKey: 'inventory', enable: true } });
      await app
        .as(member)
        .execute('mutation ($input: OrganizationModuleInput!) { organizationModuleEnable(input: $input) { userErrors { code } } }', {
          input: { organizationId, moduleKey: 'projects' },
        });
      const news = await live.news();
      return news.map(({ data }) => data.organizationModuleChanged.change);
    };

    expect(await changes({ changes: ['ENABLED', 'DISABLED'], moduleKeys: ['projects'] })).toEqual(['DISABLED', 'ENABLED']);
    expect(await changes({ changes: ['DISABLED'] })).toEqual(['DISABLED']);
    expect(await changes({ moduleKeys: ['none'] })).toEqual([]);
  });

  it('reads nothing for what the event carries, and one row for the module', async () => {
    const { organizationId, member } = await aTenant(app);
    const live = await app.as(member).subscribe(WITH_MODULE, { o: organizationId });
    await disable(organizationId, member);
    const [answer] = await live.news();

    const id: string = answer?.data.organizationModuleChanged.organizationModule.id;
    expect(answer).toEqual({
      data: {
        organizationModuleChanged: {
          change: 'DISABLED',
          organizationModule: { id, enabled: false, module: { key: 'projects' }, organization: { id: organizationId } },
        },
      },
    });
    const event = app.record(moduleAssigned, {
      organizationModuleId: id,
      organizationId,
      moduleKey: 'projects',
      enabled: true,
      source: 'MANUAL',
    });
    const statements = (query: string) => app.statementsOf(() => app.as(member).event(event, query, { o: organizationId }));
    expect(await statements(CHANGED)).toEqual([]);
    expect(
      await statements('subscription ($o: ID!) { organizationModuleChanged(organizationId: $o) { organizationModule { enabled } } }'),
    ).toHaveLength(1);
    const gone = { ...event, payload: { ...(event.payload as object), organizationModuleId: randomUUID() } };
    expect(
      (await app.as(member).event(gone, WITH_MODULE, { o: organizationId })).data.organizationModuleChanged.organizationModule,
    ).toBeNull();
  });

  it('is refused like a query: to others, to nobody, without the scope', async () => {
    const [ours, theirs] = [await aTenant(app), await aTenant(app)];
    const code = async (identity: Parameters<typeof app.as>[0], o: string) => {
      const { stream, errors } = await app.as(identity).subscribe(CHANGED, { o });
      return stream ?? errors[0]?.extensions?.code;
    };

    expect(await code(ours.member, theirs.organizationId)).toBe('TENANT_MISMATCH');
    expect(await code(ours.member, randomUUID())).toBe('TENANT_MISMATCH');
    expect(await code(aMemberOf(ours.organizationId), ours.organizationId)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(await code(anOperator('platform:orgs:read'), ours.organizationId)).toMatchObject({ channels: [expect.any(String)] });
    expect(
      (await app.execute('query ($o: ID!) { organizationModuleChangedPosition(organizationId: $o) }', { o: ours.organizationId })).errors,
    ).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('shows no event that is not for it', async () => {
    const { organizationId, member: identity } = await aTenant(app);
    const payload = { organizationModuleId: randomUUID(), organizationId, moduleKey: 'projects', enabled: true, source: 'MANUAL' };
    const event = app.record(moduleAssigned, payload);
    const watching = { identity, query: CHANGED, variables: { o: organizationId }, event };

    expect((await app.as(identity).event(event, CHANGED, { o: organizationId })).errors).toEqual([]);
    expect(await foreignEventsShown(app, moduleRegistrySubgraph, watching)).toEqual([]);
  });
});

describe('registryChanged and templateChanged', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const member = aMemberOf(randomUUID());
  const staff = anOperator('platform:modules:read');
  const shown = async (identity: typeof member, event: object) =>
    (await app.as(identity).event(event, REGISTRY)).data?.registryChanged ?? null;

  it('shows members what is on offer, and platform staff everything', async () => {
    const draft = app.record(moduleRegistered, { moduleKey: 'secret', name: 'Secret', status: 'DRAFT' });
    const active = app.record(moduleUpdated, { moduleKey: 'crm', name: 'CRM', status: 'ACTIVE' });
    const rollout = app.record(moduleRolloutSet, { moduleKey: 'crm', percentage: 5, groupId: 'g', milestones: [] });

    expect(await Promise.all([draft, active, rollout].map((event) => shown(member, event)))).toEqual([
      null,
      { change: 'UPDATED', moduleKey: 'crm' },
      null,
    ]);
    expect(await Promise.all([draft, active, rollout].map((event) => shown(staff, event)))).toEqual([
      { change: 'REGISTERED', moduleKey: 'secret' },
      { change: 'UPDATED', moduleKey: 'crm' },
      { change: 'ROLLOUT_SET', moduleKey: 'crm' },
    ]);
    expect(
      await foreignEventsShown(app, moduleRegistrySubgraph, { identity: member, query: REGISTRY, variables: {}, event: active }),
    ).toEqual([]);
  });

  it('shows templates, filtered', async () => {
    const event = app.record(industryTemplateUpdated, { code: 'retail', name: 'Retail', status: 'ACTIVE', version: 2 });

    expect((await app.as(member).event(event, TEMPLATE)).data.templateChanged).toEqual({ change: 'UPDATED', code: 'retail' });
    expect((await app.as(member).event(event, TEMPLATE, { f: { codes: ['finance'] } })).data).toBeNull();
    expect((await app.as(member).subscribe(TEMPLATE, { f: { changes: ['ARCHIVED'] } })).stream).toEqual({
      channels: [channelName('platform', 'industry-template')],
      where: { path: 'type', in: ['industry_template.archived.v1'] },
    });
    expect((await app.execute(TEMPLATE)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
