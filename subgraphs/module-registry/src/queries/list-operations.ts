import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { Operation, type OperationStatus } from '../domain/operation.entity.js';
import type { OperationKind } from '../domain/operation-command.js';

export interface OperationFilter {
  kind?: OperationKind[] | null;
  status?: OperationStatus[] | null;
}

/** A page of the operations that the request may see, the newest first. */
export function listOperations({ em }: RegistryContext, { kind, status }: OperationFilter, page: PageArgs): Promise<Connection<Operation>> {
  return connection(em, Operation, {
    where: { ...(kind ? { kind: { $in: kind } } : {}), ...(status ? { status: { $in: status } } : {}) },
    orderBy: [{ id: 'desc' }],
    page,
  });
}
