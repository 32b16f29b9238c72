import { Entity, Filter, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, type TenantFilter } from '@supergraph/kernel/db';
import { OWNER_ROLE } from './permissions.js';

/** How a role differs from what it was. */
export type RoleDifference = 'permissions' | 'texts' | null;

export interface NewRole {
  organizationId: string | null;
  key: string;
  name: string;
  description?: string | null;
  permissions: string[];
}

/**
 * A named set of permissions. Built-in ones belong to no organization and every organization has them; a role with an
 * organization is its own, and the filter hides it from all others.
 */
@Filter({
  name: 'tenant',
  cond: (filter) => {
    const { platform, organizationId } = filter as TenantFilter;
    return platform ? {} : { $or: [{ organizationId: null }, { organizationId }] };
  },
  default: true,
})
@Entity()
@Unique({ properties: ['organizationId', 'key'] })
export class Role extends BaseEntity {
  /** Null for a built-in role. */
  @Property({ type: 'uuid', nullable: true })
  organizationId: string | null;

  @Property({ type: 'text' })
  readonly key: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', nullable: true })
  description: string | null;

  @Property({ type: 'array', columnType: 'text[]' })
  permissions: string[];

  constructor({ organizationId, key, name, description = null, permissions }: NewRole) {
    super();
    this.organizationId = organizationId;
    this.key = key;
    this.name = name;
    this.description = description;
    this.permissions = permissions;
  }

  /** @returns what is different now; `permissions` where its holders may do something else than before. */
  change({ name, description, permissions }: Pick<Role, 'name' | 'description' | 'permissions'>): RoleDifference {
    const hasOtherPermissions = beyond(permissions, this.permissions).length + beyond(this.permissions, permissions).length > 0;
    const hasOtherTexts = name !== this.name || description !== this.description;
    this.name = name;
    this.description = description;
    if (hasOtherPermissions) this.permissions = permissions;
    if (hasOtherPermissions) return 'permissions';
    return hasOtherTexts ? 'texts' : null;
  }

  get builtIn(): boolean {
    return this.organizationId === null;
  }

  get isOwner(): boolean {
    return this.builtIn && this.key === OWNER_ROLE;
  }
}

/** What is in the one list and not in the other. */
export const beyond = (permissions: readonly string[], others: readonly string[]): string[] =>
  permissions.filter((permission) => !others.includes(permission));

/** What somebody with these roles may do. */
export const permissionsOf = (roles: readonly Pick<Role, 'permissions'>[]): string[] =>
  [...new Set(roles.flatMap(({ permissions }) => permissions))].sort();
