import type { Actor } from '../auth/index.js';
import { CommonErrors, type DomainError } from '../errors/index.js';
import { isServing, type ModuleReason, moduleReason, type OrganizationFacts, TenancyErrors } from '../tenancy/index.js';
import { holdsPolicy } from './policies.js';
import type { AnyOfAllOf, Requirement } from './requirement.js';

/** One thing that must hold; the parts of a requirement, in the order in which they are judged. */
export type Condition =
  | { directive: 'authenticated' }
  | { directive: 'requiresScopes'; rule: AnyOfAllOf }
  | { directive: 'policy'; rule: AnyOfAllOf }
  /** `root`: stands on a root field itself; without an argument, staff have no way to name an organization there. */
  | { directive: 'tenantScoped'; names: readonly (readonly string[])[]; root: boolean }
  | { directive: 'requiresModule'; key: string };

/** Who asks, and what is known of the organization of the request. */
export interface Asking {
  actor: Actor;
  /** Null where the request has none; `unavailable` where it has one of which nothing can be known. */
  organization: OrganizationFacts | null | 'unavailable';
  /** Mutations are not decided on facts that may be out of date. */
  isMutation: boolean;
  /** Milliseconds for which the facts may have been out of date. */
  lag: number;
}

/** The longest that facts may be out of date, in milliseconds. Past it a field that needs them is refused, and can be tried again. */
export const PATIENCE = { mutation: 5_000, query: 60_000 };

/** Refusals are told apart by what they say and not by where they arose: each is made once, since a stack costs more than the judgement. */
const refuse = {
  unauthenticated: CommonErrors.UNAUTHENTICATED(),
  unauthorized: TenancyErrors.UNAUTHORIZED_FIELD_OR_TYPE(),
  tenantRequired: TenancyErrors.TENANT_REQUIRED(),
  tenantMismatch: TenancyErrors.TENANT_MISMATCH(),
  suspended: TenancyErrors.ORGANIZATION_SUSPENDED(),
  unavailable: TenancyErrors.TENANCY_UNAVAILABLE(),
};
const disabled = new Map<string, DomainError>();

function refuseModule(module: string, reason: ModuleReason): DomainError {
  const key = `${module} ${reason}`;
  const refusal = disabled.get(key) ?? TenancyErrors.MODULE_DISABLED(module).with({ module, reason });
  disabled.set(key, refusal);
  return refusal;
}

export function conditionsOf(requirement: Requirement | null, root = false): Condition[] {
  if (!requirement) return [];
  const { authenticated, scopes, policies, tenant, modules } = requirement;
  return [
    ...(authenticated ? [{ directive: 'authenticated' } as const] : []),
    ...scopes.map((rule) => ({ directive: 'requiresScopes', rule }) as const),
    ...policies.map((rule) => ({ directive: 'policy', rule }) as const),
    ...(tenant ? [{ directive: 'tenantScoped', names: tenant.names, root } as const] : []),
    ...modules.map((key) => ({ directive: 'requiresModule', key }) as const),
  ];
}

/**
 * Why a condition does not hold; null where it does. It reads nothing: a few look-ups in what is known.
 *
 * @param named what the arguments that `@tenantScoped(argument:)` points at hold; see `valuesAt`.
 */
export function refusalOf(condition: Condition, asking: Asking, named: readonly unknown[] = []): DomainError | null {
  switch (condition.directive) {
    case 'authenticated':
      return asking.actor.isAuthenticated ? null : refuse.unauthenticated;
    case 'requiresScopes':
      return refusalOfRule(asking.actor, condition.rule, (scope) => asking.actor.can(scope));
    case 'policy':
      return refusalOfRule(asking.actor, condition.rule, (policy) => holdsPolicy(asking.actor, policy));
    case 'tenantScoped':
      return refusalOfTenant(condition, asking, named);
    case 'requiresModule':
      return refusalOfModule(condition.key, asking);
  }
}

function refusalOfRule(actor: Actor, rule: AnyOfAllOf, holds: (name: string) => boolean): DomainError | null {
  if (rule.some((allOf) => allOf.every(holds))) return null;
  return actor.isAuthenticated ? refuse.unauthorized : refuse.unauthenticated;
}

/** Our own processes, which ask each other in the course of something that was decided already. */
const isOurs = ({ kind }: Actor): boolean => kind === 'service' || kind === 'system';

function refusalOfTenant(
  { root }: Condition & { directive: 'tenantScoped' },
  asking: Asking,
  named: readonly unknown[],
): DomainError | null {
  const { actor } = asking;
  if (isOurs(actor)) return null;
  if (!actor.isAuthenticated) return refuse.unauthenticated;
  if (actor.isPlatform) return root && named.length === 0 ? refuse.tenantRequired : null;
  if (actor.organizationId === null) return refuse.tenantRequired;
  if (!named.every((name) => isOwn(name, asking))) return refuse.tenantMismatch;
  return refusalOfFacts(asking);
}

/** Whether that is the request's own organization, by id or by slug. */
const isOwn = (name: unknown, { actor, organization }: Asking): boolean =>
  name === actor.organizationId || (organization !== null && organization !== 'unavailable' && name === organization.slug);

/** The values that are given at some paths of the arguments. */
export const valuesAt = (args: unknown, paths: readonly (readonly string[])[]): unknown[] =>
  paths
    .map((path) => path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], args))
    .filter((value) => value !== undefined && value !== null);

function refusalOfModule(key: string, asking: Asking): DomainError | null {
  const { actor, organization } = asking;
  if (isOurs(actor) || actor.isPlatform) return null;
  if (!actor.isAuthenticated) return refuse.unauthenticated;
  if (actor.organizationId === null) return refuse.tenantRequired;
  if (isUnknown(asking)) return refuse.unavailable;
  const reason = organization ? moduleReason(organization as OrganizationFacts, key) : 'NOT_INSTALLED';
  return reason && refuseModule(key, reason);
}

function refusalOfFacts(asking: Asking): DomainError | null {
  if (isUnknown(asking)) return refuse.unavailable;
  const { organization } = asking as { organization: OrganizationFacts | null };
  return organization && isServing(organization) ? null : refuse.suspended;
}

const isUnknown = ({ organization, isMutation, lag }: Asking): boolean =>
  organization === 'unavailable' || lag > (isMutation ? PATIENCE.mutation : PATIENCE.query);
