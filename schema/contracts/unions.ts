import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './json-schema.js';
import type { Break } from './problem.js';

type Compare = (before: JsonSchema, now: JsonSchema, path: string) => Break[];

export const isUnion = (schema: JsonSchema): boolean => Boolean(schema.anyOf || schema.oneOf);

/** A nullable schema is a union with null: what it is otherwise, and whether null is one of it. */
export function nullableApart(schema: JsonSchema): readonly [JsonSchema, boolean] {
  if (!schema.anyOf || !isBare(schema)) return [schema, false];
  const others = schema.anyOf.filter((branch) => !isDeepStrictEqual(branch, { type: 'null' }));
  if (others.length === schema.anyOf.length || others.length === 0) return [schema, false];
  return [others.length === 1 ? (others[0] as JsonSchema) : { anyOf: others }, true];
}

/** Nothing stands beside the branches that could refuse what they accept. */
const isBare = (schema: JsonSchema) => Object.keys(schema).length === 1;

/** Why what one union accepts the other refuses: a branch without a counterpart. */
export function breaksOfUnions(before: JsonSchema, now: JsonSchema, path: string, compare: Compare): Break[] {
  if (isDeepStrictEqual(before, now)) return [];
  const [old, young] = [branchesOf(before), branchesOf(now)];
  if (!old || !young) return [{ path, rule: 'union-changed', message: 'the kinds of value it may be are others now' }];
  const kind = sharedKind(old, young);
  if (kind) return breaksOfKinds({ old, young, kind }, path, compare);
  const matches = (was: JsonSchema, is: JsonSchema) => compare(was, is, path).length === 0;
  const changed = (message: string): Break[] => [{ path, rule: 'union-changed', message }];
  if (!old.every((was) => young.some((is) => matches(was, is)))) return changed('a kind of value is gone or another one now');
  if (!young.every((is) => old.some((was) => matches(was, is)))) return changed('a kind of value is new; who reads it does not know it');
  return [];
}

/** The branches, where an instance of one of them is an instance of the union: with `oneOf` only if no other branch takes it too. */
function branchesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  if (!isBare(schema)) return undefined;
  if (schema.anyOf) return schema.anyOf;
  return schema.oneOf && kindOf(schema.oneOf) ? schema.oneOf : undefined;
}

/** The required property whose constant tells the branches apart. */
function kindOf(branches: readonly JsonSchema[]): string | undefined {
  return Object.keys(branches[0]?.properties ?? {}).find((name) => {
    const constants = branches.map((branch) => constantOf(branch, name));
    return !constants.includes(undefined) && new Set(constants).size === branches.length;
  });
}

/** As JSON, so that `1` and `"1"` are two. */
function constantOf({ type, properties, required }: JsonSchema, name: string): string | undefined {
  const value = properties?.[name]?.const;
  return type === 'object' && required?.includes(name) && value !== undefined ? JSON.stringify(value) : undefined;
}

function sharedKind(old: readonly JsonSchema[], young: readonly JsonSchema[]): string | undefined {
  const kind = kindOf(old);
  return kind !== undefined && kind === kindOf(young) ? kind : undefined;
}

function breaksOfKinds(
  { old, young, kind }: { old: readonly JsonSchema[]; young: readonly JsonSchema[]; kind: string },
  path: string,
  compare: Compare,
): Break[] {
  const byKind = (branches: readonly JsonSchema[]) => new Map(branches.map((branch) => [constantOf(branch, kind) as string, branch]));
  const [before, now] = [byKind(old), byKind(young)];
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((value): Break[] => {
    const [was, is] = [before.get(value), now.get(value)];
    const at = `${path}(${kind}=${value})`;
    if (!is) return [{ path: at, rule: 'union-changed', message: 'this kind of value is gone' }];
    if (!was) return [{ path: at, rule: 'union-changed', message: 'this kind of value is new; who reads it does not know it' }];
    return compare(was, is, at);
  });
}
