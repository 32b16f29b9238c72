import type { Context } from '@supergraph/kernel/context';
import type { Role } from '../domain/role.entity.js';

interface Many {
  organizationId: string;
  count: number;
  role: Role;
}

/** Stores as many people with a membership and a role, by plain SQL. */
export async function manyMembers(app: { context(): Context }, { organizationId, count, role }: Many): Promise<void> {
  const { em } = app.context();
  await em.execute(
    `with person as (
       insert into "user" (id, created_at, updated_at, email, display_name, status, is_platform_admin)
       select gen_random_uuid(), now(), now(), gen_random_uuid() || '@example.com', 'Somebody', 'ACTIVE', false from generate_series(1, ?)
       returning id
     ), member as (
       insert into membership (id, created_at, updated_at, organization_id, user_id, status, kind, joined_at)
       select gen_random_uuid(), now(), now(), ?, id, 'ACTIVE', 'EMPLOYEE', now() from person returning id
     )
     insert into membership_role (id, created_at, updated_at, organization_id, membership_id, role_id)
     select gen_random_uuid(), now(), now(), ?, id, ? from member`,
    [count, organizationId, organizationId, role.id],
    'run',
  );
}
