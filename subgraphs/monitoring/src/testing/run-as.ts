import { createOrm } from '@supergraph/kernel/db';
import { AuditEvent } from '../domain/audit-event.entity.js';

/** Runs SQL as the role of a URL, past everything that the subgraph does for its safety. @returns the number of rows changed. */
export async function runAs(url: string, ...statements: (readonly [sql: string, ...params: unknown[]])[]): Promise<number> {
  const orm = await createOrm({ url, schema: 'monitoring', entities: [AuditEvent], poolSize: 1 });
  try {
    let affected = 0;
    for (const [sql, ...params] of statements) {
      const { affectedRows } = (await orm.em.execute(sql, params, 'run')) as unknown as { affectedRows?: number };
      affected += affectedRows ?? 0;
    }
    return affected;
  } finally {
    await orm.close(true);
  }
}
