import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { Context } from '@supergraph/kernel/context';
import { MemberKind, Membership } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { permissionsOf, Role } from '../domain/role.entity.js';
import { User } from '../domain/user.entity.js';

interface App {
  context(): Context;
}

interface MemberInit {
  organizationId: string;
  roleKeys?: string[];
  /** Somebody who is there already. */
  user?: User;
  profile?: Partial<User>;
  membership?: Partial<Membership>;
}

let people = 0;

/** Stores a person without any membership. */
export async function aPerson(app: App, profile: Partial<User> = {}): Promise<User> {
  const { em } = app.context();
  people += 1;
  const user = new User({ id: randomUUID(), email: `p${people}@example.com`, displayName: 'Somebody', isPlatformAdmin: false });
  em.persist(Object.assign(user, profile));
  await em.flush();
  return user;
}

/** Stores a person with a membership. `identity` is how a request of theirs arrives, with what their roles allow. */
export async function aMember(app: App, { organizationId, roleKeys = ['employee'], user, profile, membership = {} }: MemberInit) {
  const person = user ?? (await aPerson(app, profile));
  const { em } = app.context();
  const roles = await em.find(Role, { key: { $in: roleKeys }, $or: [{ organizationId: null }, { organizationId }] });
  const row = Object.assign(new Membership({ organizationId, userId: person.id, kind: MemberKind.EMPLOYEE }), membership);
  em.persist([row, ...roles.map((role) => new MembershipRole(row, role))]);
  await em.flush();
  const identity: Identity = {
    kind: 'user',
    subject: person.id,
    organizationId,
    scopes: permissionsOf(roles),
    sessionId: randomUUID(),
    memberKind: row.kind,
  };
  return { user: person, membership: row, identity };
}

/** Stores a role of an organization's own. */
export async function aRole(app: App, organizationId: string, { key, permissions }: Pick<Role, 'key' | 'permissions'>): Promise<Role> {
  const { em } = app.context();
  const role = new Role({ organizationId, key, name: key, permissions });
  em.persist(role);
  await em.flush();
  return role;
}
