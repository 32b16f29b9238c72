import { Json, mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { applyRollout } from '../actions/apply-rollout.js';
import { bulkApplyTemplate } from '../actions/bulk-apply-template.js';
import { bulkAssignModules } from '../actions/bulk-assign-modules.js';
import { cancelOperation } from '../actions/cancel-operation.js';
import type { RegistryContext } from '../context.js';
import type { Operation } from '../domain/operation.entity.js';
import type { OperationItem } from '../domain/operation-item.entity.js';
import { findOperation } from '../queries/find-operation.js';
import { listOperations } from '../queries/list-operations.js';
import {
  ModuleRolloutApplyInput,
  ModulesBulkAssignInput,
  OperationItemsArgs,
  OperationsArgs,
  TemplateApplyBulkInput,
} from './operation.inputs.js';
import {
  OperationConnectionType,
  OperationItemConnectionType,
  OperationItemType,
  OperationPayload,
  OperationType,
} from './operation.type.js';
import { OrganizationModuleType, OrganizationType, UserType } from './organization-module.type.js';
import { READS_OPERATIONS, READS_ORGANIZATION_MODULES, WRITES_MODULES, WRITES_ORGANIZATION_MODULES } from './registry.directives.js';
import { TemplateApplicationType } from './template.type.js';

@Resolver(() => OperationType)
export class OperationResolver {
  @Directive(READS_OPERATIONS)
  @Query(() => OperationType, { nullable: true, description: 'An operation of your organization; for platform staff any one.' })
  operation(@Arg('id', () => ID) id: string, @Ctx() ctx: RegistryContext) {
    return findOperation(ctx, id);
  }

  @Directive(READS_OPERATIONS)
  @Query(() => OperationConnectionType, {
    description: 'The operations of your organization, for platform staff all of them; the newest first.',
  })
  operations(@Args(() => OperationsArgs) { filter, ...page }: OperationsArgs, @Ctx() ctx: RegistryContext) {
    return listOperations(ctx, filter ?? {}, page);
  }

  @Directive('@cost(weight: 100)')
  @Directive(WRITES_ORGANIZATION_MODULES)
  @Mutation(() => OperationPayload, {
    description: 'Has modules given to many organizations. It answers as soon as that is accepted; `operation` tells how far it is.',
  })
  modulesBulkAssign(@Arg('input', () => ModulesBulkAssignInput) input: ModulesBulkAssignInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(() => bulkAssignModules(ctx, input));
  }

  @Directive('@cost(weight: 100)')
  @Directive(WRITES_MODULES)
  @Mutation(() => OperationPayload, {
    description: 'Has a template applied to many organizations. It answers as soon as that is accepted; `operation` tells how far it is.',
  })
  templateApplyBulk(@Arg('input', () => TemplateApplyBulkInput) input: TemplateApplyBulkInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(() => bulkApplyTemplate(ctx, input));
  }

  @Directive('@cost(weight: 100)')
  @Directive(WRITES_MODULES)
  @Mutation(() => OperationPayload, {
    description:
      'Has a module given to those of many organizations that its rollout reaches, so that it does not only let them in. Whom it does not reach is left as it is. It answers as soon as that is accepted.',
  })
  moduleRolloutApply(@Arg('input', () => ModuleRolloutApplyInput) input: ModuleRolloutApplyInput, @Ctx() ctx: RegistryContext) {
    return mutationPayload(() => applyRollout(ctx, input));
  }

  @Directive(WRITES_ORGANIZATION_MODULES)
  @Mutation(() => OperationPayload, { description: 'Stops an operation: no further item of it begins. What is done stays done.' })
  operationCancel(@Arg('id', () => ID) id: string, @Ctx() ctx: RegistryContext) {
    return mutationPayload(async () => ({ operation: await cancelOperation(ctx, id) }));
  }

  @FieldResolver(() => Json, {
    description: 'What was asked for: modules, template and target, without the idempotency key; organizations by their number.',
  })
  input(@Root() { command: { kind: _, ...input } }: Operation) {
    return input;
  }

  @FieldResolver(() => UserType, { description: 'Who asked for it.' })
  requestedBy(@Root() { requestedBy }: Operation) {
    return { id: requestedBy };
  }

  @FieldResolver(() => OperationItemConnectionType, { description: 'Its organizations, in no particular order.' })
  items(
    @Root() { id }: Operation,
    @Args(() => OperationItemsArgs) { first, after, status }: OperationItemsArgs,
    @Ctx() { loaders }: RegistryContext,
  ) {
    const where = status ? { where: { sql: "c.status = any(string_to_array(?, ','))", params: [status.join(',')] } } : {};
    return loaders.operationItems.load({ parentId: id, first, after, query: { parentColumn: 'operation_id', ...where } });
  }
}

@Resolver(() => OperationItemType)
export class OperationItemResolver {
  @FieldResolver(() => OrganizationType, { description: 'The organization; the id of one that does not exist, where that is the problem.' })
  organization(@Root() { organizationId }: OperationItem) {
    return { id: organizationId };
  }

  @Directive('@listSize(assumedSize: 4)')
  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => [OrganizationModuleType], {
    nullable: true,
    description: 'Modules that the organization has since, as they are now; null where you may not read them.',
  })
  async organizationModules(@Root() { organizationId, moduleKeys }: OperationItem, @Ctx() { loaders }: RegistryContext) {
    const modules = await Promise.all(moduleKeys.map((moduleKey) => loaders.organizationModule.load({ organizationId, moduleKey })));
    return modules.filter((module) => module !== null);
  }

  @Directive(READS_ORGANIZATION_MODULES)
  @FieldResolver(() => TemplateApplicationType, {
    nullable: true,
    description: 'The application of the template; null where there was none, and where you may not read it.',
  })
  application(@Root() { applicationId }: OperationItem, @Ctx() { loaders }: RegistryContext) {
    return applicationId ? loaders.templateApplicationById.load(applicationId) : null;
  }
}
