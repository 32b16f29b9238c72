import { randomUUID } from 'node:crypto';
import type { testSubgraph } from '@supergraph/kernel/testing';
import { aMember } from './a-member.js';

type App = ReturnType<typeof testSubgraph>;

/** An organization with an owner, an admin and an employee; what was announced until here is forgotten. */
export async function aCompany(app: App) {
  const organizationId = randomUUID();
  const owner = await aMember(app, { organizationId, roleKeys: ['owner'] });
  const admin = await aMember(app, { organizationId, roleKeys: ['admin'] });
  const employee = await aMember(app, { organizationId });
  await app.raised();
  return { organizationId, owner, admin, employee };
}

/** The code of the error at the top of an answer that has no data. */
export function codeOf({ data, errors }: { data: unknown; errors: readonly { extensions?: Record<string, unknown> }[] }): unknown {
  if (data !== null || errors.length !== 1) throw new Error(`not refused: ${JSON.stringify({ data, errors })}`);
  return errors[0]?.extensions?.code;
}
