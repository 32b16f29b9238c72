import type { FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { responseKeyOf } from '../../document-nodes.js';
import type { SupergraphFacts } from '../prepare/supergraph-facts.js';
import { namesHanded, namesIn } from './field-sets.js';
import type { PathStep } from './response-path.js';

/** A field that is asked for where its subgraph is not handed what the field requires. */
export interface Misplaced {
  node: FieldNode;
  /** The operation that it is a part of. */
  operation: OperationDefinitionNode;
  /** Of the object that it is asked of. */
  type: string;
  /** From where the fetch stands to that object. */
  path: readonly PathStep[];
  inputs: SelectionSetNode;
}

export interface MisplacedSource {
  schema: GraphQLSchema;
  facts: SupergraphFacts;
}

/**
 * Finds the fields of a fetch that have a `@requires` and are not asked of entities that come with it.
 * @param late names what entities should come with, and is only brought after the fetch.
 */
export function misplacedIn(fetch: FetchNode, late: ReadonlySet<string>, source: MisplacedSource): Misplaced[] {
  const [operation] = parse(fetch.operation, { noLocation: true }).definitions as OperationDefinitionNode[];
  if (!operation) return [];
  const search = new Search({ ...fetch, read: operation }, source);
  if (fetch.requires)
    search.visitEntities(operation.selectionSet, new Set(fetch.requires.flatMap(namesHanded).filter((name) => !late.has(name))));
  else {
    const type = source.schema.getRootType(operation.operation);
    if (type) search.visit(operation.selectionSet, type, []);
  }
  return search.found;
}

class Search {
  readonly found: Misplaced[] = [];

  constructor(
    private readonly fetch: FetchNode & { read: OperationDefinitionNode },
    private readonly source: MisplacedSource,
  ) {}

  /** At the top of what is asked of entities, a field may require what they are handed over with. */
  visitEntities({ selections }: SelectionSetNode, handed: ReadonlySet<string>): void {
    for (const node of selections) if (node.kind === Kind.FIELD && node.selectionSet) this.visit(node.selectionSet, null, [], handed);
  }

  visit(set: SelectionSetNode, type: GraphQLCompositeType | null, path: readonly PathStep[], handed?: ReadonlySet<string>): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) this.#visitField(node, { type, path, handed });
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        const named = node.typeCondition ? this.source.schema.getType(node.typeCondition.name.value) : type;
        this.visit(node.selectionSet, isCompositeType(named) ? named : null, path, handed);
      }
    }
  }

  #visitField(node: FieldNode, { type, path, handed }: Where): void {
    const field = type && 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    if (!type || !field) return;
    const inputs = this.source.facts.inputsOf(this.fetch.serviceName, type.name, node.name.value);
    if (inputs && !namesIn(inputs).every((name) => handed?.has(name)))
      this.found.push({ node, operation: this.fetch.read, type: type.name, path, inputs });
    const inner = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(inner)) return;
    const here: PathStep[] = [...path, { key: responseKeyOf(node), types: null }, ...listSteps(field.type)];
    this.visit(node.selectionSet, inner, here);
  }
}

interface Where {
  type: GraphQLCompositeType | null;
  path: readonly PathStep[];
  handed: ReadonlySet<string> | undefined;
}

function listSteps(type: GraphQLOutputType): PathStep[] {
  const inner = getNullableType(type);
  return isListType(inner) ? [{ key: null, types: null }, ...listSteps(inner.ofType)] : [];
}
