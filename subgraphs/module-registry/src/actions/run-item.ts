import { CommonErrors, DomainError } from '@supergraph/kernel/errors';
import { isInfrastructureError } from '@supergraph/kernel/events';
import { modulesBulkAssigned } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import type { Installation } from '../domain/installation.js';
import type { Operation } from '../domain/operation.entity.js';
import { OperationKind, type TemplateCommand } from '../domain/operation-command.js';
import { type ItemOutcome, OperationItemStatus, SkipReason } from '../domain/operation-item.entity.js';
import { type Assignment, isReached, planAssignment } from '../domain/operation-prospect.js';
import { InstallSource } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { applyTemplateOnce } from './apply-template.js';
import { installModule } from './install-modules.js';
import { changeInstallation } from './open-installation.js';
import { withinOrganization } from './within-organization.js';

export interface ItemAtHand {
  operation: Operation;
  organizationId: string;
  /** Whether the organization exists. */
  known: boolean;
}

/**
 * Does to one organization what an operation is for. What cannot be done is an outcome and changes nothing.
 *
 * @throws what passes by itself, such as an outage: then it is to be tried again.
 */
export async function runItem(ctx: RegistryContext, { operation, organizationId, known }: ItemAtHand): Promise<ItemOutcome> {
  if (!known) return failed(CommonErrors.NOT_FOUND('Organization'));
  try {
    return await withinOrganization(ctx, { organizationId, requestedBy: operation.requestedBy }, (own) =>
      carryOut(own, operation, organizationId),
    );
  } catch (error) {
    if (passesByItself(error)) throw error;
    if (error instanceof DomainError) return failed(error);
    ctx.log.error({ error, operationId: operation.id, organizationId }, 'an item of an operation failed');
    return failed(RegistryErrors.OPERATION_ITEM_FAILED());
  }
}

const passesByItself = (error: unknown) => isInfrastructureError(error) || (error instanceof DomainError && error.kind === 'unavailable');

const failed = ({ code, message, details }: DomainError): ItemOutcome => ({
  status: OperationItemStatus.FAILED,
  problem: { ...details, code, message, field: null },
});

const skipped = (reason: SkipReason): ItemOutcome => ({ status: OperationItemStatus.SKIPPED, reason });

function carryOut(ctx: RegistryContext, { id, command }: Operation, organizationId: string): Promise<ItemOutcome> {
  if (command.kind === OperationKind.TEMPLATE_APPLY_BULK) return applyTo(ctx, command, organizationId);
  return changeInstallation(ctx, organizationId, async (installation) => {
    if (command.kind === OperationKind.MODULES_BULK_ASSIGN) return assign(ctx, installation, { ...command, operationId: id });
    if (!isReached(installation, command.moduleKey)) return skipped(SkipReason.NOT_REACHED);
    return assign(ctx, installation, { moduleKeys: [command.moduleKey], enabled: true, operationId: id });
  });
}

async function applyTo(ctx: RegistryContext, { code, strategy }: TemplateCommand, organizationId: string): Promise<ItemOutcome> {
  const { application, added } = await applyTemplateOnce(ctx, { organizationId, code, strategy });
  if (!added) return skipped(SkipReason.NOTHING_TO_DO);
  return { status: OperationItemStatus.DONE, moduleKeys: added, applicationId: application.id };
}

/** Gives an organization modules and what they need: all of it, or nothing where one of them cannot be had. */
function assign(ctx: RegistryContext, installation: Installation, wanted: Assignment & { operationId: string }): ItemOutcome {
  const { enabled, operationId } = wanted;
  const { entries, problem } = planAssignment(installation, wanted);
  if (problem) throw problem;
  if (entries.length === 0) return skipped(SkipReason.NOTHING_TO_DO);

  for (const entry of entries) {
    const source = wanted.moduleKeys.includes(entry.key) ? InstallSource.MANUAL : InstallSource.DEPENDENCY;
    installModule(ctx, installation, entry, { enabled, source });
  }
  const moduleKeys = entries.map(({ key }) => key);
  ctx.events.raise(modulesBulkAssigned, { organizationId: installation.organizationId, operationId, moduleKeys, enabled });
  return { status: OperationItemStatus.DONE, moduleKeys };
}
