import { CommonErrors, type DomainError } from '@supergraph/kernel/errors';
import { TenancyErrors } from '@supergraph/kernel/tenancy';
import { type DocumentNode, type GraphQLError, print } from 'graphql';
import { type EnforceDirectivesOptions, enforceDirectives } from '../directives/enforce-directives.js';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation, OperationResult } from '../operation.js';
import { compose, type Stage } from '../stage.js';
import type { EndReason } from './realtime-metrics.js';

/** What the directives leave of a subscription, and what they take. */
export interface Verdict {
  document: DocumentNode | null;
  removed: readonly GraphQLError[];
}

export interface JudgementOptions {
  directives: EnforceDirectivesOptions;
  mask: Stage<Operation, OperationResult>;
}

/** Judges subscriptions again while they run, by the same stage that judged them when they came. */
export function createJudgement({ directives, mask }: JudgementOptions) {
  const enforce = enforceDirectives(directives);
  const { metrics: _, ...quiet } = directives;
  const look = enforceDirectives({ ...quiet, mode: directives.mode === 'dry-run' ? 'dry-run' : 'filter', report: 'errors' });
  return {
    async judge(operation: Operation): Promise<Verdict> {
      let document: DocumentNode | null = null;
      const { errors = [] } = await look({ ...operation, document: operation.original }, async (permitted) => {
        document = permitted.document;
        return {};
      });
      return { document, removed: directives.mode === 'dry-run' ? [] : errors };
    },
    /** Executes what the directives leave; null where that is not what is expected any more. */
    async run(
      operation: Operation,
      expected: DocumentNode,
      execute: (permitted: Operation) => Promise<OperationResult>,
    ): Promise<OperationResult | null> {
      let isExpected = true;
      const result = await compose<Operation, OperationResult>(
        mask,
        enforce,
      )(async (permitted) => {
        isExpected = isSameText(permitted.document, expected);
        return isExpected ? execute(permitted) : {};
      })({ ...operation, document: operation.original });
      return isExpected ? result : null;
    },
  };
}

export type Judgement = ReturnType<typeof createJudgement>;

const texts = new WeakMap<DocumentNode, string>();

export const isSameText = (one: DocumentNode, other: DocumentNode): boolean => one === other || textOf(one) === textOf(other);

function textOf(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

/** Names what was taken: the same place for the same reason. */
export const keyOf = ({ path, extensions }: GraphQLError): string => `${extensions.code} ${extensions.module ?? ''} ${path?.join('.')}`;

/** Why a subscription ends that may not see any more what it saw, in the words of live updates. */
export function revocationOf({ extensions, message }: GraphQLError): { error: DomainError; reason: EndReason } {
  const { code, module, reason } = extensions;
  switch (code) {
    case 'MODULE_DISABLED':
      return { error: TenancyErrors.MODULE_DISABLED(String(module)).with({ module, reason }), reason: 'module_disabled' };
    case 'ORGANIZATION_SUSPENDED':
      return { error: GatewayErrors.TENANT_SUSPENDED(), reason: 'organization_suspended' };
    case 'UNAUTHENTICATED':
      return { error: CommonErrors.UNAUTHENTICATED(), reason: 'session_ended' };
    case 'TENANCY_UNAVAILABLE':
      return { error: TenancyErrors.TENANCY_UNAVAILABLE(), reason: 'facts_unknown' };
    default:
      return { error: CommonErrors.FORBIDDEN().causedBy(message), reason: 'forbidden' };
  }
}
