import { operationChunkRequested, operationRequested } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import type { Operation } from '../domain/operation.entity.js';

const namesOf = ({ id, organizationId, kind }: Operation) => ({ operationId: id, organizationId, kind });

/** How far an operation is, as its events tell it. */
export const progressOf = (operation: Operation) => {
  const { status, total, done, failed, skipped } = operation;
  return { ...namesOf(operation), status, total, done, failed, skipped };
};

export function announceRequest({ events }: RegistryContext, operation: Operation): void {
  const { total, requestedBy } = operation;
  events.raise(operationRequested, { ...namesOf(operation), total, requestedBy });
}

/** Asks for the next items of an operation to be done. */
export function requestChunk({ events }: RegistryContext, operation: Operation): void {
  operation.chunk += 1;
  events.raise(operationChunkRequested, { ...namesOf(operation), chunk: operation.chunk });
}
