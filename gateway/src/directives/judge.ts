import { type Asking, refusalOf } from '@supergraph/kernel/authorization';
import type { DomainError } from '@supergraph/kernel/errors';
import { Kind, type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';
import type { CompiledOperation, Place } from './compile-operation.js';
import type { NamedValue } from './guards.js';

/** Why each failed check fails, by its index. */
export type Refusals = ReadonlyMap<number, DomainError>;

type Variables = Readonly<Record<string, unknown>>;

/** Judges the checks of an operation for one request. */
export function judge({ checks, definition }: CompiledOperation, asking: Asking, variables: Variables): Refusals {
  const refusals = new Map<number, DomainError>();
  checks.forEach(({ condition, named }, index) => {
    const refusal = refusalOf(condition, asking, named.length > 0 ? valuesOf(named, variables, definition) : undefined);
    if (refusal) refusals.set(index, refusal);
  });
  return refusals;
}

/** A place that is not served, and why. */
export interface RemovedPlace {
  path: readonly string[];
  reason: DomainError;
}

/** The places that fail and are asked for: one for each path, with the first reason. Nothing is told of what stands below a removed one. */
export function removedPlaces({ places }: CompiledOperation, refusals: Refusals, variables: Variables): RemovedPlace[] {
  const removed = new Map<string, RemovedPlace>();
  const isBelowRemoved = (path: readonly string[]) => path.some((_, length) => length > 0 && removed.has(keyOf(path.slice(0, length))));
  for (const place of places) {
    const failing = place.checks.find((index) => refusals.has(index));
    const key = keyOf(place.path);
    if (failing === undefined || removed.has(key) || !isIncluded(place, variables) || isBelowRemoved(place.path)) continue;
    removed.set(key, { path: place.path, reason: refusals.get(failing) as DomainError });
  }
  return [...removed.values()];
}

const keyOf = (path: readonly string[]): string => path.join('\n');

const isIncluded = ({ included }: Place, variables: Variables): boolean =>
  included.every(({ variable, is, fallback }) => (variables[variable] ?? fallback) === is);

function valuesOf(named: readonly NamedValue[], variables: Variables, definition: OperationDefinitionNode): unknown[] {
  const defaults = Object.fromEntries(
    (definition.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]),
  );
  const whole = { ...defaults, ...variables };
  return named
    .map(({ value, path }) => path.reduce(step, value.kind === Kind.VARIABLE ? whole[value.name.value] : valueFromASTUntyped(value, whole)))
    .filter((value) => value !== undefined && value !== null);
}

const step = (value: unknown, key: string): unknown => (value as Variables | null | undefined)?.[key];
