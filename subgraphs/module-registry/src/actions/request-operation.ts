import { createHash } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { operationFinished } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { isStorable } from '../domain/json.js';
import { Operation } from '../domain/operation.entity.js';
import type { OperationCommand } from '../domain/operation-command.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { type OperationPlan, planOperation } from '../queries/plan-operation.js';
import { announceRequest, progressOf, requestChunk } from './announce-operation.js';
import { type OperationTarget, operationTarget, ownerOf, selectTarget, summaryOf } from './operation-target.js';

/** What every request for an operation says. */
export const operationFields = {
  target: operationTarget,
  idempotencyKey: z
    .string()
    .min(8, 'An idempotency key has at least 8 characters')
    .max(200, 'An idempotency key has at most 200 characters')
    .refine(isStorable, 'It holds characters that cannot be stored'),
  dryRun: z.boolean().default(false),
};

type Untargeted<Command> = Command extends OperationCommand ? Omit<Command, 'target'> : never;

export interface OperationRequest {
  target: OperationTarget;
  idempotencyKey: string;
  dryRun: boolean;
  command: Untargeted<OperationCommand>;
  /** Refuses what cannot be done to anybody; an operation that was accepted before is not checked again. */
  check: () => Promise<unknown>;
}

/** An operation, or what it would do. */
export type RequestedOperation = { operation: Operation } | { plan: OperationPlan };

/**
 * Accepts an operation: it, its items and the command for its first chunk are written together. The same key with the same input
 * is the same operation.
 *
 * @throws CommonErrors.NOT_FOUND, CommonErrors.FORBIDDEN, RegistryErrors.IDEMPOTENCY_CONFLICT
 */
export async function requestOperation(ctx: RegistryContext, request: OperationRequest): Promise<RequestedOperation> {
  const { target, dryRun, check, ...wanted } = request;
  const organizationId = ownerOf(ctx, target);
  const command = { ...wanted.command, target: summaryOf(target) } as OperationCommand;
  if (dryRun) {
    await check();
    return { plan: await planOperation(ctx, { command, target: selectTarget(schemaOf(ctx), target), isOwn: organizationId !== null }) };
  }
  const inputHash = hashOf({ command: wanted.command, target });
  const known = await findReplay(ctx, wanted.idempotencyKey, inputHash);
  if (known) return { operation: known };
  await check();
  const operation = new Operation({
    organizationId,
    command,
    inputHash,
    idempotencyKey: wanted.idempotencyKey,
    requestedBy: String(ctx.actor.subject),
  });
  return { operation: await accept(ctx, operation, target) };
}

const schemaOf = ({ em }: RegistryContext) => String(em.config.get('schema'));

const hashOf = (input: object) => createHash('sha256').update(JSON.stringify(input)).digest('hex');

async function findReplay({ em, actor }: RegistryContext, idempotencyKey: string, inputHash: string): Promise<Operation | null> {
  const operation = await em.findOne(Operation, { requestedBy: String(actor.subject), idempotencyKey });
  if (operation && operation.inputHash !== inputHash) throw RegistryErrors.IDEMPOTENCY_CONFLICT().at('input', 'idempotencyKey');
  return operation;
}

async function accept(ctx: RegistryContext, operation: Operation, target: OperationTarget): Promise<Operation> {
  try {
    return await inTransaction(ctx.em, async () => {
      operation.total = await insertItems(ctx, operation, target);
      ctx.em.persist(operation);
      announceRequest(ctx, operation);
      if (operation.total > 0) requestChunk(ctx, operation);
      else finishAtOnce(ctx, operation);
      await ctx.em.flush();
      return operation;
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // The same request may have been sent twice at once: then the other one was accepted.
    ctx.discard();
    const winner = await findReplay(ctx, operation.idempotencyKey, operation.inputHash);
    if (!winner) throw error;
    return winner;
  }
}

/** Nobody meets the conditions: that is no mistake. */
function finishAtOnce({ events }: RegistryContext, operation: Operation): void {
  operation.finish();
  events.raise(operationFinished, progressOf(operation));
}

async function insertItems(ctx: RegistryContext, { id }: Operation, target: OperationTarget): Promise<number> {
  const schema = schemaOf(ctx);
  const { sql, params } = selectTarget(schema, target);
  const [row] = await ctx.em.execute<{ count: string }[]>(
    `with inserted as (
       insert into "${schema}".operation_item (id, created_at, updated_at, organization_id, operation_id, status)
       select gen_random_uuid(), now(), now(), t.organization_id, ?, 'PENDING' from (${sql}) t returning 1
     ) select count(*) as count from inserted`,
    [id, ...params],
  );
  return Number(row?.count);
}
