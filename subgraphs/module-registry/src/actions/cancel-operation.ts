import { LockMode } from '@mikro-orm/core';
import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { operationCanceled } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { Operation } from '../domain/operation.entity.js';
import { progressOf } from './announce-operation.js';

/** Stops an operation: no further item of it begins. What is done stays done. */
export function cancelOperation(ctx: RegistryContext, id: string): Promise<Operation> {
  const { actor, em, events } = ctx;
  if (actor.isPlatform && !actor.can('platform:modules:write')) throw CommonErrors.FORBIDDEN();
  return inTransaction(em, async () => {
    const notFound = () => CommonErrors.NOT_FOUND('Operation').at('id');
    const operation = await findById(em, Operation, id, { notFound, lock: LockMode.PESSIMISTIC_WRITE });

    operation.cancel();
    events.raise(operationCanceled, progressOf(operation));

    await em.flush();
    return operation;
  });
}
