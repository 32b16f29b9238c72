/** The organization of the transaction as PostgreSQL sees it; null where none was set. As a sub-select it is computed once a statement. */
export const CURRENT_ORGANIZATION = `(select nullif(current_setting('app.organization_id', true), '')::uuid)`;

/** The person of the transaction; null where none was set. */
export const CURRENT_USER = `(select nullif(current_setting('app.user_id', true), '')::uuid)`;

export interface RowSecurityOptions {
  /** Column that holds the organization's id. */
  column?: string;
  /** Rows that may be read beside the organization's own, as SQL: `organization_id is null`. */
  orRead?: string;
  /** Rows that may be written beside the organization's own, as SQL. */
  orWrite?: string;
}

/**
 * Statements of a migration that lock a table: a transaction sees and writes the rows of its organization, the platform's role
 * all of them, and whoever set neither sees nothing. Forced, so that it binds the table's owner, too.
 */
export function rowSecurity(table: string, { column = 'organization_id', orRead, orWrite }: RowSecurityOptions = {}): string[] {
  const own = `${column} = ${CURRENT_ORGANIZATION}`;
  const either = (rule: string | undefined) => (rule ? `(${own} or ${rule})` : own);
  return [
    `alter table "${table}" enable row level security`,
    `alter table "${table}" force row level security`,
    `create policy tenant_read on "${table}" for select using (${either(orRead)})`,
    `create policy tenant_insert on "${table}" for insert with check (${either(orWrite)})`,
    `create policy tenant_update on "${table}" for update using (${either(orWrite)}) with check (${either(orWrite)})`,
    `create policy tenant_delete on "${table}" for delete using (${either(orWrite)})`,
    ...asPlatform((role) => `create policy platform_all on "${table}" to ${role} using (true) with check (true)`),
  ];
}

/** A statement that names the platform's role of the schema which is migrated. */
export function asPlatform(statement: (role: string) => string): string[] {
  const [before, after] = statement('‹role›').split('‹role›') as [string, string];
  const literal = (text: string) => `'${text.replaceAll("'", "''").replaceAll('%', '%%')}'`;
  return [`do $do$ begin execute format(${literal(before)} || '%I' || ${literal(after)}, current_schema() || '_platform'); end $do$`];
}
