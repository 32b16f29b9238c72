import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import {
  membershipCreated,
  membershipUpdated,
  tenantActivated,
  tenantCreated,
  tenantReactivated,
  tenantReleased,
  tenantSuspended,
  tenantUpdated,
} from '@supergraph/schema/events';
import { MembershipGrant } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { Session } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aGrant, aMember, anAccount, CONFIG, identityOf, logIn, refresh } from '../testing/arrange.js';

describe('the copies of organizations and memberships', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const em = () => app.context().em;
  const organizationOf = (id: string) => em().findOne(Organization, { id });
  const sessionsOf = (userId: string) => em().find(Session, { userId }, { orderBy: { id: 'asc' } });
  const membership = (init: { organizationId: string; userId: string; membershipId?: string }) => ({
    membershipId: randomUUID(),
    status: 'ACTIVE' as 'ACTIVE' | 'SUSPENDED' | 'REMOVED',
    kind: 'EMPLOYEE' as 'EMPLOYEE' | 'CLIENT',
    roleKeys: ['owner'],
    permissions: ['org:read', 'org:write'],
    ...init,
  });

  it('follow an organization through its life', async () => {
    const organizationId = randomUUID();
    const names = { organizationId, slug: 'acme', name: 'Acme' };

    await app.deliver(tenantCreated, { ...names, industryCode: null, planKey: 'basic' });
    expect(await organizationOf(organizationId)).toMatchObject({ slug: 'acme', name: 'Acme', status: 'PROVISIONING' });
    await app.deliver(tenantActivated, names);
    expect(await organizationOf(organizationId)).toMatchObject({ status: 'ACTIVE' });
    await app.deliver(tenantUpdated, { organizationId, name: 'Acme Inc', locale: 'en', timezone: 'UTC' });
    expect(await organizationOf(organizationId)).toMatchObject({ slug: 'acme', name: 'Acme Inc', status: 'ACTIVE' });
    await app.deliver(tenantSuspended, { organizationId, reason: 'unpaid' });
    expect(await organizationOf(organizationId)).toMatchObject({ slug: 'acme', status: 'SUSPENDED' });
    await app.deliver(tenantReactivated, { organizationId, reason: 'paid' });
    expect(await organizationOf(organizationId)).toMatchObject({ status: 'ACTIVE' });
    await app.deliver(tenantReleased, { organizationId, slug: 'acme' });
    expect(await organizationOf(organizationId)).toBeNull();
  });

  it('end all sessions of a suspended organization, each with an event, and no others', async () => {
    const { account, organization } = await aMember(app);
    const colleague = await aMember(app, { organization });
    const elsewhere = await aMember(app);
    for (const one of [account, account, colleague.account, elsewhere.account]) await logIn(app, one);
    const { outcome } = await logIn(app, account);
    await app.raised();

    await app.deliver(tenantSuspended, { organizationId: organization.id, reason: 'unpaid' });

    const ended = await app.raised();
    expect(ended).toHaveLength(4);
    expect(ended.every(({ type, payload }) => type === 'auth.session.ended.v1' && payload.reason === 'ORGANIZATION_SUSPENDED')).toBe(true);
    expect((await sessionsOf(elsewhere.account.id)).map(({ status }) => status)).toEqual(['ACTIVE']);
    expect((await refresh(app, outcome.refreshToken)).userErrors).toMatchObject([{ code: 'SESSION_REVOKED' }]);
    expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'ORGANIZATION_SUSPENDED' }]);

    await app.deliver(tenantReactivated, { organizationId: organization.id, reason: 'paid' });
    expect((await sessionsOf(account.id)).every(({ status }) => status === 'REVOKED')).toBe(true);
    expect((await logIn(app, account)).userErrors).toEqual([]);
  });

  it('let nobody in who logs in while a suspension is being written', async () => {
    const { account, organization } = await aMember(app);
    const suspending = em();
    await suspending.begin();
    await suspending.nativeUpdate(Organization, { id: organization.id }, { status: OrganizationStatus.SUSPENDED });

    const answer = logIn(app, account);
    await sleep(300);
    await suspending.commit();

    expect((await answer).userErrors).toMatchObject([{ code: 'ORGANIZATION_SUSPENDED' }]);
    expect(await sessionsOf(account.id)).toEqual([]);
  });

  it('end the session of a login that was a moment earlier', async () => {
    const { account, organization } = await aMember(app);

    await Promise.all([
      ...Array.from({ length: 10 }, () => logIn(app, account)),
      app.deliver(tenantSuspended, { organizationId: organization.id, reason: 'unpaid' }),
    ]);

    expect((await sessionsOf(account.id)).filter(({ status }) => status === 'ACTIVE')).toEqual([]);
  });

  it('take a membership before its organization is known', async () => {
    const account = await anAccount(app);
    const organizationId = randomUUID();

    await app.deliver(membershipCreated, membership({ organizationId, userId: account.id }));
    expect((await logIn(app, account)).userErrors).toMatchObject([{ code: 'NOT_A_MEMBER' }]);
    await app.deliver(tenantActivated, { organizationId, slug: 'late', name: 'Late' });

    expect((await logIn(app, account)).outcome.session.organization).toMatchObject({ id: organizationId, slug: 'late' });
  });

  it('hold what a membership allows now', async () => {
    const { grant, organization, account } = await aMember(app);

    const now = membership({ membershipId: grant.id, organizationId: organization.id, userId: account.id });
    await app.deliver(membershipUpdated, { ...now, kind: 'CLIENT', roleKeys: ['viewer'], permissions: [] });

    const expected = { kind: 'CLIENT', roleKeys: ['viewer'], permissions: [] };
    expect(await em().findOneOrFail(MembershipGrant, { id: grant.id })).toMatchObject(expected);
  });

  it('learn the kind of a membership from before with the next event of it', async () => {
    const { grant, organization, account } = await aMember(app, { grant: { kind: null } });
    const kindAtLogin = async () => identityOf((await logIn(app, account)).outcome.accessToken).memberKind;

    expect(await kindAtLogin()).toBeNull();
    await app.deliver(membershipUpdated, membership({ membershipId: grant.id, organizationId: organization.id, userId: account.id }));

    expect(await kindAtLogin()).toBe('EMPLOYEE');
  });

  it.each(['SUSPENDED', 'REMOVED'] as const)('end the sessions of a member that is %s, in that organization only', async (status) => {
    const { grant, organization, account } = await aMember(app);
    const colleague = await aMember(app, { organization });
    await logIn(app, account);
    await logIn(app, colleague.account);
    const other = await aMember(app);
    await aGrant(app, { userId: account.id, organizationId: other.organization.id });
    await logIn(app, account, { organizationSlug: other.organization.slug });
    await app.raised();

    const now = membership({ membershipId: grant.id, organizationId: organization.id, userId: account.id });
    await app.deliver(membershipUpdated, { ...now, status });

    expect((await sessionsOf(account.id)).map(({ status: now, endedReason }) => [now, endedReason])).toEqual([
      ['REVOKED', 'MEMBERSHIP_REMOVED'],
      ['ACTIVE', null],
    ]);
    expect((await sessionsOf(colleague.account.id)).map(({ status: now }) => now)).toEqual(['ACTIVE']);
    expect(await app.raised()).toMatchObject([{ type: 'auth.session.ended.v1', payload: { reason: 'MEMBERSHIP_REMOVED' } }]);
  });

  it('keep the sessions of somebody who came back before the end of the first membership is heard of', async () => {
    const { grant, organization, account } = await aMember(app);
    await app.deliver(membershipCreated, membership({ organizationId: organization.id, userId: account.id }));
    await logIn(app, account);

    const first = membership({ membershipId: grant.id, organizationId: organization.id, userId: account.id });
    await app.deliver(membershipUpdated, { ...first, status: 'REMOVED' });

    expect((await sessionsOf(account.id)).map(({ status }) => status)).toEqual(['ACTIVE']);
    expect((await logIn(app, account)).userErrors).toEqual([]);
  });
});
