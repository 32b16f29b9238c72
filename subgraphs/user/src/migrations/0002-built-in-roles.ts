import { Migration } from '@mikro-orm/migrations';

const MANAGER = ['org:read', 'org:members:read', 'org:modules:read'];
const ADMIN = [
  ...MANAGER,
  ...['org:write', 'org:members:write', 'org:roles:write', 'org:modules:write', 'org:billing:read'],
  ...['org:audit:read', 'org:audit:export', 'org:logs:read'],
];
const OWNER = [...ADMIN, 'org:billing:write', 'org:export', 'org:ownership:write'];

/** The roles that every organization has. A test keeps them in step with the catalogue of permissions. */
export class SeedBuiltInRoles extends Migration {
  override up(): void {
    const role = (id: string, texts: string, permissions: readonly string[]) =>
      this.addSql(`insert into role (id, created_at, updated_at, organization_id, key, name, description, permissions)
        values ('${id}', now(), now(), null, ${texts}, array['${permissions.join("', '")}'])`);
    role('0190b000-0000-7000-8000-000000000001', `'owner', 'Owner', 'May do everything, billing and handing over included'`, OWNER);
    role('0190b000-0000-7000-8000-000000000002', `'admin', 'Admin', 'Runs the organization: people, roles, modules'`, ADMIN);
    role('0190b000-0000-7000-8000-000000000003', `'manager', 'Manager', 'Sees the organization, its members and its modules'`, MANAGER);
    role('0190b000-0000-7000-8000-000000000004', `'employee', 'Employee', 'Works with the modules of the organization'`, MANAGER);
  }
}
