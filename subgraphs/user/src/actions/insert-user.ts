import type { UserContext } from '../context.js';
import type { User } from '../domain/user.entity.js';
import { tablesOf } from '../queries/tables.js';

/**
 * Stores a person who may be known already, which an organization's transaction cannot see: it knows its own members. So the
 * table's keys decide. Runs in the transaction of its caller.
 *
 * @returns whether the person is new.
 */
export async function insertUser({ em, actor }: UserContext, user: User): Promise<boolean> {
  // Naming the key would ask for the right to read the row that is there. Where it is another person's, with the same e-mail
  // address, the membership's foreign key refuses the commit.
  const key = actor.organizationId ? '' : '(id)';
  const result = await em.execute<{ affectedRows: number }>(
    `insert into ${tablesOf(em).user} (id, created_at, updated_at, email, display_name, status, is_platform_admin)
     values (?, ?, ?, ?, ?, ?, ?) on conflict ${key} do nothing`,
    [user.id, user.createdAt, user.updatedAt, user.email, user.displayName, user.status, user.isPlatformAdmin],
    'run',
  );
  return result.affectedRows > 0;
}
