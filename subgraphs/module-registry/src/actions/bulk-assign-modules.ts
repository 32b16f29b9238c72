import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { ModuleStatus } from '../domain/module.entity.js';
import { OperationKind } from '../domain/operation-command.js';
import type { Registry } from '../domain/registry.js';
import { offerProblem } from '../domain/switch-rules.js';
import { loadRegistry } from '../queries/load-registry.js';
import { collectProblems } from './check-template-items.js';
import { operationFields, type RequestedOperation, requestOperation } from './request-operation.js';

const input = z.object({
  ...operationFields,
  moduleKeys: z
    .array(z.string())
    .min(1, 'Name at least one module')
    .max(100, 'An operation assigns at most 100 modules')
    .transform((keys) => [...new Set(keys)]),
  enabled: z.boolean().default(true),
});

export type BulkAssignModules = z.input<typeof input>;

/** Has modules given to many organizations, with all that they need: to each of them all or nothing. */
export function bulkAssignModules(ctx: RegistryContext, values: BulkAssignModules): Promise<RequestedOperation> {
  const { moduleKeys, enabled, ...request } = parseInput(input, values);
  return requestOperation(ctx, {
    ...request,
    command: { kind: OperationKind.MODULES_BULK_ASSIGN, moduleKeys, enabled },
    check: async () => {
      const registry = await loadRegistry(ctx.em);
      collectProblems(moduleKeys, (key, index) => checkOnOffer(ctx, registry, { key, field: ['input', 'moduleKeys', String(index)] }));
    },
  });
}

/** @throws CommonErrors.NOT_FOUND, RegistryErrors.MODULE_RETIRED, RegistryErrors.MODULE_NOT_ACTIVE; drafts exist for platform staff only. */
export function checkOnOffer(
  { actor }: RegistryContext,
  registry: Registry,
  { key, field }: { key: string; field: readonly string[] },
): void {
  const entry = registry.get(key);
  if (!entry || (entry.status === ModuleStatus.DRAFT && !actor.isPlatform)) throw CommonErrors.NOT_FOUND(`Module "${key}"`).at(...field);
  const problem = offerProblem(entry);
  if (problem) throw problem.at(...field);
}
