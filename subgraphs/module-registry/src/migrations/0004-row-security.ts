import { Migration } from '@mikro-orm/migrations';
import { asPlatform, rowSecurity } from '@supergraph/kernel/db';

/** The tables whose rows are one organization's. The registry itself is the platform's, for everybody to read. */
const OWNED = ['module_set', 'organization_module', 'config_revision', 'template_application'];

export class SecureRows extends Migration {
  override up(): void {
    for (const table of OWNED) this.#run(rowSecurity(table));
    // By id, within the organization: what a reference from elsewhere asks for.
    this.addSql('create index template_application_page on template_application (organization_id, id)');
    this.#keepHistory();
  }

  /** Nobody rewrites what a configuration was. Only with all else of an organization that never came to be is it removed. */
  #keepHistory(): void {
    this.#run(asPlatform((role) => `revoke update, truncate on config_revision from ${role}`));
    this.addSql(`do $do$ begin
      if exists (select from pg_roles where rolname = current_schema() || '_app') then
        execute format('revoke update, truncate on config_revision from %I', current_schema() || '_app');
      end if;
    end $do$`);
  }

  #run(statements: readonly string[]): void {
    for (const statement of statements) this.addSql(statement);
  }
}
