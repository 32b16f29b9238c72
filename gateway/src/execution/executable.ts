import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLObjectType, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { fragmentsIn } from '../document-nodes.js';
import type { Operation } from '../operation.js';
import { Conditions } from './conditions.js';
import { operationText } from './document-text.js';
import { type CompiledPlan, compilePlan } from './plan/compile-plan.js';
import { operationIn, type PreparedOperation } from './prepare/prepare-operation.js';
import { supergraphFacts } from './prepare/supergraph-facts.js';
import { ClientPaths } from './shape/client-paths.js';
import { type CollectedField, collectFields } from './shape/collect-fields.js';
import { type Asking, ShapeCompiler } from './shape/compile-shape.js';
import type { Shape } from './shape/shape.js';

/** A plan and the shape of its answer, compiled once: a request brings variables and nothing else. */
export interface Executable {
  plan: CompiledPlan;
  conditions: Conditions;
  /** The values of the document's own literals, by the variables that the plan has in their place. */
  constants: PreparedOperation['constants'];
  shape: Shape;
  /** What stands where in what is fetched, in the words of the client. */
  paths: ClientPaths;
  /** Fields at the root that a subgraph has to answer. */
  roots: readonly { key: string; when: readonly number[] }[];
}

/** An operation, whoever asks for it. */
export type Asked = Pick<Operation, 'original' | 'document' | 'operationName' | 'supergraph'>;

interface Kept {
  byPrepared: WeakMap<PreparedOperation, WeakMap<DocumentNode, Executable>>;
  byText: LRUCache<string, Executable>;
}

/** Documents that are left the same when the directives have taken their part: few, since they differ in that part only. */
const MOST_ORIGINALS = 50;

/** Bytes of heap that an executable keeps: within 10 % of what was measured for operations of 10 to 1,000 fields of our own schema. */
const bytesOf = (text: string): number => 8_000 + 40 * text.length;

/** They live as long as their plan is kept. */
const executables = new WeakMap<object, Kept>();

/**
 * The executable of an operation that was prepared so, and then planned so. Operations that are planned alike may differ in what the
 * client calls things, in literals, and in what was removed from them: each has its own.
 * @param owner is what `plan` is kept by, where it is not kept itself.
 */
export function executableFor(operation: Asked, prepared: PreparedOperation, plan: QueryPlan, owner: object = plan): Executable {
  const kept: Kept = executables.get(owner) ?? keptWith(plan, operation.supergraph);
  executables.set(owner, kept);
  const { original } = operation;
  const byOriginal = kept.byPrepared.get(prepared) ?? new WeakMap<DocumentNode, Executable>();
  kept.byPrepared.set(prepared, byOriginal);
  const known = byOriginal.get(original);
  if (known) return known;
  const text = operationText(operation);
  const same = kept.byText.get(text);
  const executable = same ?? compile(operation, prepared, plan);
  byOriginal.set(original, executable);
  if (same) return same;
  kept.byText.set(text, executable);
  operation.supergraph.plans.grew(plan, bytesOf(text));
  return executable;
}

function keptWith(plan: QueryPlan, { plans }: Asked['supergraph']): Kept {
  const dispose = (_: Executable, text: string) => plans.grew(plan, -bytesOf(text));
  return { byPrepared: new WeakMap(), byText: new LRUCache({ max: MOST_ORIGINALS, dispose }) };
}

function compile({ original, document, operationName, supergraph }: Asked, prepared: PreparedOperation, plan: QueryPlan): Executable {
  const { apiSchema: schema } = supergraph;
  const definition = operationIn(original, operationName);
  const type = schema.getRootType(definition.operation) as GraphQLObjectType;
  const conditions = new Conditions(definition, original, prepared.choices);
  const fragments = fragmentsIn(original);
  const fragmentsLeft = document === original ? fragments : fragmentsIn(document);
  const asking: Asking = {
    original: selectionsOf(definition),
    left: document === original ? null : selectionsOf(operationIn(document, operationName)),
    scope: prepared.scope,
  };
  const left = { schema, fragments: fragmentsLeft };
  const asked = collectFields(asking.left ?? asking.original, type, left);
  const paths = new ClientPaths({ ...left, conditions }, type, { selections: asking.left ?? asking.original, scope: prepared.scope });
  return {
    plan: compilePlan(plan, { schema: supergraph.schema, facts: supergraphFacts(supergraph), conditions, paths }),
    conditions,
    constants: prepared.constants,
    shape: new ShapeCompiler({ schema, fragments, fragmentsLeft, definition, conditions }).root(type, asking),
    paths,
    roots: [...asked.byKey.values()].flatMap((field) => rootOf(field, conditions)),
  };
}

const rootOf = ({ key, name, occurrences }: CollectedField, conditions: Conditions): Executable['roots'] =>
  name.startsWith('__') ? [] : [{ key, when: occurrences.map(({ when }) => conditions.numberOf(when)) }];

const selectionsOf = ({ selectionSet }: OperationDefinitionNode) => [{ set: selectionSet, when: [] }];
