import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { OperationKind } from '../domain/operation-command.js';
import { loadRegistry } from '../queries/load-registry.js';
import { checkOnOffer } from './bulk-assign-modules.js';
import { operationFields, type RequestedOperation, requestOperation } from './request-operation.js';

const input = z.object({ ...operationFields, moduleKey: z.string() });

export type ApplyRollout = z.input<typeof input>;

/**
 * Has a module given to those of many organizations that its rollout reaches. The rule only lets through who has the module; this
 * sees to it that those have it. Whom the rule does not reach, or no longer, is left as it is: the rule itself keeps them out.
 */
export function applyRollout(ctx: RegistryContext, values: ApplyRollout): Promise<RequestedOperation> {
  const { moduleKey, ...request } = parseInput(input, values);
  return requestOperation(ctx, {
    ...request,
    command: { kind: OperationKind.MODULE_ROLLOUT_APPLY, moduleKey },
    check: async () => checkOnOffer(ctx, await loadRegistry(ctx.em), { key: moduleKey, field: ['input', 'moduleKey'] }),
  });
}
