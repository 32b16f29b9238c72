import type { TestDatabase } from '@supergraph/kernel/testing';
import { runAs } from './run-as.js';

/**
 * What somebody with all power over the database could do to one row.
 *
 * @throws where it was not one.
 */
export async function tamperWith({ ownerUrl }: Pick<TestDatabase, 'ownerUrl'>, sql: string, ...params: unknown[]): Promise<void> {
  const affected = await runAs(
    ownerUrl,
    ['alter table audit_event disable trigger audit_event_append_only, no force row level security'],
    ['alter table audit_chain no force row level security'],
    [sql, ...params],
    ['alter table audit_event enable trigger audit_event_append_only, force row level security'],
    ['alter table audit_chain force row level security'],
  );
  if (affected !== 1) throw new Error(`${affected} rows were changed instead of one`);
}
