import { Migration } from '@mikro-orm/migrations';
import { asPlatform, CURRENT_ORGANIZATION, CURRENT_USER, rowSecurity } from '@supergraph/kernel/db';

const OWN_MEMBERSHIPS = `select m.id from membership m where m.user_id = ${CURRENT_USER}`;
const OWN_ROLES = `select mr.role_id from membership m join membership_role mr on mr.organization_id = m.organization_id and mr.membership_id = m.id
  where m.user_id = ${CURRENT_USER}`;

/** The rows that a transaction sees and writes, and the indexes on the ways to them. */
export class SecureRows extends Migration {
  override up(): void {
    for (const table of ['membership', 'membership_role', 'role', 'released_organization']) this.#run(rowSecurity(table));
    // People see their own memberships, with the roles that make them, in other organizations as well.
    this.#showAlso('membership', `user_id = ${CURRENT_USER}`);
    this.#showAlso('membership_role', `membership_id in (${OWN_MEMBERSHIPS})`);
    // Built-in roles are for everybody to read and for the platform to write.
    this.#showAlso('role', `organization_id is null or id in (${OWN_ROLES})`);
    this.#securePeople();
    this.addSql(`alter table role add constraint role_key_not_built_in
      check (organization_id is null or key not in ('owner', 'admin', 'manager', 'employee'))`);
    this.#index();
  }

  /**
   * Widens what is read. Not by "or": that makes the planner believe that next to nothing is left of an organization, so that it
   * reads and sorts all of it for one page. The index is found by the condition that every query names itself.
   */
  #showAlso(table: string, rule: string): void {
    this.addSql(
      `alter policy tenant_read on ${table} using (case when organization_id = ${CURRENT_ORGANIZATION} then true else ${rule} end)`,
    );
  }

  /** A person belongs to no organization: seen by themselves and by the organizations they belong or belonged to. */
  #securePeople(): void {
    // A sub-select of one value and not `exists`: that may be answered by reading all members of the organization first.
    const isMember = `(select true from membership m where m.organization_id = ${CURRENT_ORGANIZATION} and m.user_id = "user".id)`;
    const isSelf = `id = ${CURRENT_USER}`;
    this.#run([
      'alter table "user" enable row level security',
      'alter table "user" force row level security',
      `create policy tenant_read on "user" for select using (${isSelf} or ${isMember})`,
      `create policy own_update on "user" for update using (${isSelf}) with check (${isSelf})`,
      // Our own processes bring the people of an organization's accounts; nobody's request does.
      `create policy process_insert on "user" for insert with check (${CURRENT_ORGANIZATION} is not null and ${CURRENT_USER} is null)`,
      ...asPlatform((role) => `create policy platform_all on "user" to ${role} using (true) with check (true)`),
    ]);
  }

  #index(): void {
    this.addSql(`create index membership_directory on membership (organization_id, kind, id) where status = 'ACTIVE'`);
    // For the foreign key, when a role is deleted.
    this.addSql('create index membership_role_role on membership_role (role_id)');
  }

  #run(statements: readonly string[]): void {
    for (const statement of statements) this.addSql(statement);
  }
}
