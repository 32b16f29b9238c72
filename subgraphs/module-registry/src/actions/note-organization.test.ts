import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import {
  subscriptionUpdated,
  tenantActivated,
  tenantCreated,
  tenantReactivated,
  tenantReleased,
  tenantSuspended,
} from '@supergraph/schema/events';
import { ModuleSet } from '../domain/module-set.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ASSIGN, anOrganization } from '../testing/organization-modules.js';

describe('what operations choose organizations by', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const known = (organizationId: string) => app.context().em.findOne(ModuleSet, { organizationId });
  const created = (organizationId: string) => ({ organizationId, slug: 'acme', name: 'Acme', industryCode: 'retail', planKey: 'pro' });
  const paid = (organizationId: string, planKey: string) => ({
    subscriptionId: randomUUID(),
    organizationId,
    planKey,
    status: 'ACTIVE',
    trialEndsAt: null,
    currentPeriodEnd: new Date().toISOString(),
  });
  const reason = 'for the test';

  it('follows an organization through its life', async () => {
    const organizationId = randomUUID();
    await app.deliver(tenantCreated, created(organizationId));
    expect(await known(organizationId)).toMatchObject({ status: 'PROVISIONING', industryCode: 'retail', planKey: 'pro' });

    await app.deliver(tenantActivated, { organizationId, slug: 'acme', name: 'Acme' });
    await app.deliver(subscriptionUpdated, paid(organizationId, 'enterprise'));
    expect(await known(organizationId)).toMatchObject({ status: 'ACTIVE', planKey: 'enterprise' });

    await app.deliver(tenantSuspended, { organizationId, reason });
    expect(await known(organizationId)).toMatchObject({ status: 'SUSPENDED', suspended: true });

    await app.deliver(tenantReactivated, { organizationId, reason });
    expect(await known(organizationId)).toMatchObject({
      status: 'ACTIVE',
      suspended: false,
      industryCode: 'retail',
      planKey: 'enterprise',
    });
  });

  it('takes in what comes later of an organization whose member was first', async () => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    await one.run(ASSIGN, 'crm');
    expect(await known(one.organizationId)).toMatchObject({ status: 'ACTIVE', industryCode: null, planKey: null });

    await app.deliver(tenantCreated, created(one.organizationId));

    expect(await known(one.organizationId)).toMatchObject({ status: 'ACTIVE', industryCode: 'retail', planKey: 'pro' });
  });

  it('does not bring back an organization that was released', async () => {
    const organizationId = randomUUID();
    await app.deliver(tenantCreated, created(organizationId));
    await app.deliver(tenantReleased, { organizationId, slug: 'acme' });

    await app.deliver(subscriptionUpdated, paid(organizationId, 'enterprise'));
    await app.deliver(tenantActivated, { organizationId, slug: 'acme', name: 'Acme' });

    expect(await known(organizationId)).toBeNull();
  });
});
