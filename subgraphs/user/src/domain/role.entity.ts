import { Entity, Filter, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, type TenantFilter } from '@supergraph/kernel/db';
import { OWNER_ROLE } from './permissions.js';

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
  organizationId: string | null = null;

  @Property({ type: 'text' })
  key!: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text', nullable: true })
  description: string | null = null;

  @Property({ type: 'array', columnType: 'text[]' })
  permissions: string[] = [];

  get builtIn(): boolean {
    return this.organizationId === null;
  }

  get isOwner(): boolean {
    return this.builtIn && this.key === OWNER_ROLE;
  }
}

/** What somebody with these roles may do. */
export const permissionsOf = (roles: readonly Pick<Role, 'permissions'>[]): string[] =>
  [...new Set(roles.flatMap(({ permissions }) => permissions))].sort();
