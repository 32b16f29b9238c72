import type { MergeStrategy } from './template-plan.js';

export enum OperationKind {
  MODULES_BULK_ASSIGN = 'MODULES_BULK_ASSIGN',
  TEMPLATE_APPLY_BULK = 'TEMPLATE_APPLY_BULK',
  MODULE_ROLLOUT_APPLY = 'MODULE_ROLLOUT_APPLY',
}

/** Conditions on organizations as the registry knows them, joined by and. */
export interface OrganizationConditions {
  industryCode?: string[] | null | undefined;
  planKey?: string[] | null | undefined;
  status?: string[] | null | undefined;
}

/** Whom an operation was asked for, in short: the organizations themselves are its items. */
export type TargetSummary = { organizations: number } | { all: true; filter: OrganizationConditions };

interface Targeted {
  target: TargetSummary;
}

export interface AssignCommand extends Targeted {
  kind: OperationKind.MODULES_BULK_ASSIGN;
  moduleKeys: string[];
  enabled: boolean;
}

export interface TemplateCommand extends Targeted {
  kind: OperationKind.TEMPLATE_APPLY_BULK;
  code: string;
  strategy: MergeStrategy;
}

export interface RolloutCommand extends Targeted {
  kind: OperationKind.MODULE_ROLLOUT_APPLY;
  moduleKey: string;
}

/** What an operation does to each of its organizations. */
export type OperationCommand = AssignCommand | TemplateCommand | RolloutCommand;
