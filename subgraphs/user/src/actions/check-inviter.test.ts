import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { anAddress, CREATE, inviting, refused } from '../testing/inviting.js';

type Member = Awaited<ReturnType<typeof aMember>>;

describe('checkInviter', () => {
  const facts = fixedFacts();
  const app = testSubgraph(userSubgraph, { facts });
  const create = inviting(app);
  const stored = (organizationId: string) => app.context().em.find(Invitation, { organizationId });

  it('lets nobody invite to more than they may do themselves', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    await aRole(app, organizationId, { key: 'payer', permissions: ['org:read', 'org:billing:write'] });

    expect(await create(admin, { roleKeys: ['employee', 'payer'] })).toEqual(refused('ROLE_EXCEEDS_OWN', 'roleKeys'));
    expect((await create(owner, { roleKeys: ['employee', 'payer'] })).userErrors).toEqual([]);
  });

  it('lets owners alone invite an owner, and not whoever may do as much', async () => {
    const { organizationId, owner } = await aCompany(app);
    await aRole(app, organizationId, { key: 'deputy', permissions: owner.identity.scopes });
    const deputy = await aMember(app, { organizationId, roleKeys: ['deputy'] });

    expect(await create(deputy, { roleKeys: ['owner'] })).toEqual(refused('ROLE_EXCEEDS_OWN', 'roleKeys'));
    expect((await create(deputy, { roleKeys: ['deputy'] })).userErrors).toEqual([]);
    expect((await create(owner, { roleKeys: ['owner'] })).userErrors).toEqual([]);
  });

  it('goes by what somebody may do now, and by what their token lets them', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const withScopes = (member: Member, scopes: string[]) => ({ ...member, identity: { ...member.identity, scopes } });
    const asleep = await aMember(app, { organizationId, roleKeys: ['owner'], membership: { status: MembershipStatus.SUSPENDED } });
    const stranger = { ...owner, identity: aMemberOf(organizationId, ...owner.identity.scopes) };

    expect(await create(withScopes(employee, owner.identity.scopes))).toEqual(refused('FORBIDDEN'));
    for (const nobody of [asleep, stranger]) expect(await create(nobody)).toEqual(refused('FORBIDDEN'));
    expect(await create(withScopes(owner, ['org:members:write']))).toEqual(refused('ROLE_EXCEEDS_OWN', 'roleKeys'));
    expect(await app.raised()).toEqual([]);
  });

  it('needs org:members:write in the organization that the input names, and one that is in service', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const refusal = async (identity: Identity, to: string = organizationId) => {
      const input = { organizationId: to, email: anAddress(), roleKeys: ['employee'] };
      const { data, errors } = await app.as(identity).execute(CREATE, { input });
      return [data, ...errors.map(({ extensions }) => extensions?.code)];
    };

    expect(await refusal(employee.identity)).toEqual([null, 'UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await refusal(anOperator('platform:orgs:write'))).toEqual([null, 'UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await refusal(anonymous)).toEqual([null, 'UNAUTHENTICATED']);
    for (const to of [randomUUID(), (await aCompany(app)).organizationId, 'not an id'])
      expect(await refusal(owner.identity, to)).toEqual([null, 'TENANT_MISMATCH']);
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect(await refusal(owner.identity)).toEqual([null, 'ORGANIZATION_SUSPENDED']);
    const service = { ...serviceIdentity('auth', organizationId), scopes: ['org:members:write'] };
    expect((await app.as(service).execute(CREATE, { input: { organizationId, email: anAddress(), roleKeys: ['employee'] } })).data).toEqual(
      {
        invitationCreate: refused('FORBIDDEN'),
      },
    );
    expect(await stored(organizationId)).toEqual([]);
  });
});
