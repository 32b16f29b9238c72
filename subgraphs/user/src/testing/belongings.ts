import { randomUUID } from 'node:crypto';
import type { EntityClass } from '@mikro-orm/core';
import type { Identity } from '@supergraph/kernel/auth';
import type { BaseEntity, OpenLocks } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';
import { MemberKind, Membership } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { PERMISSIONS } from '../domain/permissions.js';
import { ReleasedOrganization } from '../domain/released-organization.entity.js';
import { Role } from '../domain/role.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember } from './a-member.js';
import { anInvitation } from './an-invitation.js';

/** Rows that are one organization's. */
export const TENANT_OWNED: readonly EntityClass<BaseEntity & { organizationId: string | null }>[] = [
  Invitation,
  Membership,
  MembershipRole,
  ReleasedOrganization,
  Role,
];

export const aRoleIn = (organizationId: string) =>
  new Role({ organizationId, key: `role-${randomUUID()}`, name: 'Planted', permissions: ['org:read'] });

@Resolver()
class CarelessResolver {
  @Mutation(() => Boolean)
  async roleCreateAnywhere(@Arg('organizationId', () => ID) organizationId: string, @Ctx() { em }: UserContext): Promise<boolean> {
    em.persist(aRoleIn(organizationId));
    await em.flush();
    return true;
  }
}

const { definition } = userSubgraph;

/** User with some of its locks open, and with `roleCreateAnywhere`, a mutation that forgets whose request it is. */
export function userWith(openLocks: OpenLocks = {}) {
  const careless = createSubgraph({ ...definition, resolvers: [...definition.resolvers, CarelessResolver] });
  const app = testSubgraph(careless, { openLocks });
  return { app, belongings: () => belongingsOf(app), contextOf: (identity: Identity) => app.running().contextFor(identity) as UserContext };
}

type App = ReturnType<typeof testSubgraph>;

/** All that one organization has: its owner, a role of its own, a client who holds it, somebody invited to it; all marked as secret. */
async function belongingsOf(app: App) {
  const organizationId = randomUUID();
  const mark = `secret ${organizationId}`;
  const permissions = ['org:read', 'org:members:read'];
  const role = await app.seed(new Role({ organizationId, key: 'spy', name: mark, description: mark, permissions }));
  await app.seed(new ReleasedOrganization(organizationId));
  const join = async (name: string, roleKeys: string[], kind: MemberKind) =>
    aMember(app, {
      organizationId,
      roleKeys,
      profile: { displayName: `${name} ${mark}`, username: `${name}-${organizationId.slice(0, 8)}` },
      membership: { kind, title: mark },
    });
  const owner = await join('owner', ['owner'], MemberKind.EMPLOYEE);
  const client = await join('client', ['spy'], MemberKind.CLIENT);
  const email = `guest-${organizationId}@example.com`;
  const { invitation } = await anInvitation(app, { by: owner, email, roleKeys: ['spy'], metadata: { note: mark } });
  return { organizationId, role, owner, client, invitation };
}

export type Belongings = Awaited<ReturnType<typeof belongingsOf>>;

/** What must not be seen of an organization in an answer to anybody else. */
export const secretsOf = ({ organizationId, role, owner, client, invitation }: Belongings): string[] => [
  `secret ${organizationId}`,
  role.id,
  invitation.id,
  invitation.email,
  ...[owner, client].flatMap(({ user, membership }) => [user.email, membership.id]),
];

/** The rows of an organization, as they are. */
export const rowsOf = (app: App, { organizationId }: Belongings) =>
  app.context().em.execute<object[]>(
    `select to_jsonb(m) as row from membership m where organization_id = ? union all
     select to_jsonb(r) from role r where organization_id = ? union all
     select to_jsonb(mr) from membership_role mr where organization_id = ? union all
     select to_jsonb(i) from invitation i where organization_id = ? union all
     select to_jsonb(o) from released_organization o where organization_id = ? union all
     select to_jsonb(u) from "user" u where id in (select user_id from membership where organization_id = ?) order by 1`,
    Array(6).fill(organizationId),
  );

/** A member who may do everything, as far as permissions go; the platform's among them, which no token of a member holds. */
export const withEveryScope = (identity: Identity): Identity => ({
  ...identity,
  scopes: [...PERMISSIONS.map(({ key }) => key), 'platform:orgs:read', 'platform:users:read'],
});
