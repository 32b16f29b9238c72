import { setImmediate } from 'node:timers/promises';
import type { Logger } from '@supergraph/kernel/logger';
import { getOperationAST, OperationTypeNode, parse, validate } from 'graphql';
import { executableOf } from '../execution/execute.js';
import { planSubscription } from '../execution/execute-event.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import type { UsedOperation } from './operation-use.js';

export interface WarmUpOptions {
  /** In the order of their worth. */
  operations: readonly UsedOperation[];
  /** Milliseconds after which no other one is begun. */
  within: number;
  /** The version will not be served after all. */
  isOver: () => boolean;
  log: Logger;
}

/**
 * Plans and compiles operations for a version that is not served yet; those that are not valid in it are left out. Requests have their
 * turn between two of them. What cannot be planned is for whoever asks for it.
 *
 * @returns how many operations are ready.
 */
export async function warmUp(supergraph: LoadedSupergraph, { operations, within, isOver, log }: WarmUpOptions): Promise<number> {
  const end = performance.now() + within;
  let ready = 0;
  for (const operation of operations) {
    await setImmediate();
    if (isOver() || performance.now() >= end) break;
    try {
      if (await makeReady(operation, supergraph)) ready += 1;
    } catch (error) {
      log.debug({ error, operation: operation.operationName }, 'an operation cannot be planned for the new supergraph');
    }
  }
  return ready;
}

/** @returns false where the operation is not valid any more. */
async function makeReady({ original: text, document: left, operationName: name }: UsedOperation, supergraph: LoadedSupergraph) {
  const original = parse(text);
  if (validate(supergraph.apiSchema, original).length > 0) return false;
  const operationName = name ?? undefined;
  const asked = { original, document: left === null ? original : parse(left), operationName, supergraph };
  const isSubscription = getOperationAST(original, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  await (isSubscription ? planSubscription(asked) : executableOf(asked));
  return true;
}
