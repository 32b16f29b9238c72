import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Operation } from '../operation.js';
import { Conditions } from './conditions.js';
import { textOf } from './document-text.js';
import { type CompiledPlan, compilePlan } from './plan/compile-plan.js';
import { type CollectedField, collectFields } from './shape/collect-fields.js';
import { type Asking, ShapeCompiler } from './shape/compile-shape.js';
import type { Shape } from './shape/shape.js';

/** A plan and the shape of its answer, compiled once: a request brings variables and nothing else. */
export interface Executable {
  plan: CompiledPlan;
  conditions: Conditions;
  shape: Shape;
  /** Fields at the root that a subgraph has to answer. */
  roots: readonly { key: string; when: readonly number[] }[];
}

interface Kept {
  byDocument: WeakMap<DocumentNode, Executable>;
  byText: LRUCache<string, Executable>;
}

/** Documents that are left the same when the directives have taken their part: few, since they differ in that part only. */
const MOST_ORIGINALS = 50;

/** They live as long as their plan is kept. */
const executables = new WeakMap<object, Kept>();

/**
 * The executable of an operation that was planned so.
 * @param owner is what `plan` is kept by, where it is not kept itself.
 */
export function executableFor(operation: Operation, plan: QueryPlan, owner: object = plan): Executable {
  const kept: Kept = executables.get(owner) ?? { byDocument: new WeakMap(), byText: new LRUCache({ max: MOST_ORIGINALS }) };
  executables.set(owner, kept);
  const { original } = operation;
  const known = kept.byDocument.get(original);
  if (known) return known;
  const text = textOf(original);
  const executable = kept.byText.get(text) ?? compile(operation, plan);
  kept.byText.set(text, executable);
  kept.byDocument.set(original, executable);
  return executable;
}

function compile({ original, document, operationName, supergraph }: Operation, plan: QueryPlan): Executable {
  const { apiSchema: schema } = supergraph;
  const definition = operationIn(original, operationName);
  const type = schema.getRootType(definition.operation) as GraphQLObjectType;
  const conditions = new Conditions(definition, original);
  const fragments = fragmentsIn(original);
  const fragmentsLeft = document === original ? fragments : fragmentsIn(document);
  const asking: Asking = {
    original: selectionsOf(definition),
    left: document === original ? null : selectionsOf(operationIn(document, operationName)),
  };
  const asked = collectFields(asking.left ?? asking.original, type, { schema, fragments: fragmentsLeft });
  return {
    plan: compilePlan(plan, supergraph.schema, conditions),
    conditions,
    shape: new ShapeCompiler({ schema, fragments, fragmentsLeft, definition, conditions }).root(type, asking),
    roots: [...asked.byKey.values()].flatMap((field) => rootOf(field, conditions)),
  };
}

const rootOf = ({ key, name, occurrences }: CollectedField, conditions: Conditions): Executable['roots'] =>
  name.startsWith('__') ? [] : [{ key, when: occurrences.map(({ when }) => conditions.numberOf(when)) }];

const selectionsOf = ({ selectionSet }: OperationDefinitionNode) => [{ set: selectionSet, when: [] }];

/** What the directives leave of a document is one operation, whatever its name. */
const operationIn = (document: DocumentNode, name: string | undefined): OperationDefinitionNode =>
  (getOperationAST(document, name) ?? getOperationAST(document)) as OperationDefinitionNode;

const fragmentsIn = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
