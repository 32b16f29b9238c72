import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { OperationKind } from '../domain/operation-command.js';
import { MergeStrategy } from '../domain/template-plan.js';
import { findVersionOnOffer } from './apply-template.js';
import { operationFields, type RequestedOperation, requestOperation } from './request-operation.js';

const input = z.object({
  ...operationFields,
  code: z.string(),
  strategy: z.enum(MergeStrategy).default(MergeStrategy.KEEP_EXISTING),
});

export type BulkApplyTemplate = z.input<typeof input>;

/** Has a template applied to many organizations, each getting the version that is current when its turn comes. */
export function bulkApplyTemplate(ctx: RegistryContext, values: BulkApplyTemplate): Promise<RequestedOperation> {
  const { code, strategy, ...request } = parseInput(input, values);
  return requestOperation(ctx, {
    ...request,
    command: { kind: OperationKind.TEMPLATE_APPLY_BULK, code, strategy },
    check: () => findVersionOnOffer(ctx, code),
  });
}
