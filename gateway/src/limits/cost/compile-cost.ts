import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn } from '../../document-nodes.js';
import { condition } from './condition.js';
import type { CostModel, ListSize } from './cost-model.js';
import { type Amount, type CostNode, type CostPart, costNode } from './estimate.js';
import { inputCost } from './input-cost.js';
import { type FieldInPlace, sizeOf, slicingArgumentsGiven } from './list-size.js';

/** A list whose length the operation should say with exactly one argument, and does not. */
export interface UnslicedList {
  field: string;
  slicingArguments: readonly string[];
}

/** An operation as far as its cost can be known without its variables. */
export interface CompiledCost {
  root: CostNode;
  unsliced: readonly UnslicedList[];
}

export interface CompileCostOptions {
  schema: GraphQLSchema;
  model: CostModel;
  defaultListSize: number;
}

/** A mutation changes things: that costs more than to read one. */
const MUTATION_WEIGHT = 10;

/**
 * The cost of an operation by the cost specification (https://ibm.github.io/graphql-specs/cost-spec.html): what a field returns
 * weighs 1 where it has fields of its own and 0 where it has none, unless the schema gives it a weight; a list weighs as much as
 * its entries. What fragments select on several types is added up, so the estimate is never too low.
 */
export function compileCost(document: DocumentNode, operation: OperationDefinitionNode, options: CompileCostOptions): CompiledCost {
  const compiler = new CostCompiler(document, operation, options);
  const root = compiler.selections(operation.selectionSet, options.schema.getRootType(operation.operation) ?? undefined, null);
  return { root, unsliced: [...compiler.unsliced.values()] };
}

/** The lists of one selection set whose length its parent field says. */
interface Sizing {
  names: ReadonlySet<string>;
  size: Amount;
}

interface CountedField extends FieldInPlace {
  /** `Type.field` */
  coordinate: string;
  listSize: ListSize | undefined;
}

class CostCompiler {
  readonly unsliced = new Map<string, UnslicedList>();
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #sizings = new Map<FieldNode, Sizing>();
  readonly #spreads = new Map<FragmentDefinitionNode, Map<Sizing | null, CostNode>>();

  constructor(
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly options: CompileCostOptions,
  ) {
    this.#fragments = fragmentsIn(document);
  }

  selections({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined, sizing: Sizing | null): CostNode {
    return costNode(
      0,
      selections.map((selection) => ({
        times: condition(selection.directives),
        node: this.#selection(selection, type, sizing),
      })),
    );
  }

  #selection(selection: SelectionNode, type: GraphQLNamedType | undefined, sizing: Sizing | null): CostNode {
    if (selection.kind === Kind.FIELD) return this.#field(selection, type, sizing);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#spread(selection.name.value, sizing);
    const condition = selection.typeCondition?.name.value;
    return this.selections(selection.selectionSet, condition ? this.options.schema.getType(condition) : type, sizing);
  }

  /** A fragment is compiled once for each field that says the length of its lists, and once for all others. */
  #spread(name: string, sizing: Sizing | null): CostNode {
    const fragment = this.#fragments.get(name);
    if (!fragment) return costNode(0, []);
    const known = this.#spreads.get(fragment) ?? new Map<Sizing | null, CostNode>();
    this.#spreads.set(fragment, known);
    const type = this.options.schema.getType(fragment.typeCondition.name.value);
    const node = known.get(sizing) ?? this.selections(fragment.selectionSet, type, sizing);
    known.set(sizing, node);
    return node;
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined, sizing: Sizing | null): CostNode {
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    // Introspection, which costs no subgraph anything.
    if (!definition || !parent) return costNode(0, []);
    const { model, schema } = this.options;
    const coordinate = `${parent.name}.${node.name.value}`;
    const field: CountedField = { node, definition, coordinate, listSize: model.listSizes.get(coordinate) };
    this.#checkSlicing(field);
    const entry = costNode(this.#weight(field, parent === schema.getMutationType()), this.#below(field));
    const inputs = inputCost(field, model).map((times): CostPart => ({ times, node: costNode(1, []) }));
    return costNode(0, [{ times: this.#length(field, sizing), node: entry }, ...inputs]);
  }

  #below(field: CountedField): CostPart[] {
    const { selectionSet } = field.node;
    if (!selectionSet) return [];
    return [{ times: 1, node: this.selections(selectionSet, getNamedType(field.definition.type), this.#sizing(field)) }];
  }

  #weight({ coordinate, definition }: CountedField, isMutation: boolean): number {
    const { weights } = this.options.model;
    const type = getNamedType(definition.type);
    const byDefault = isMutation ? MUTATION_WEIGHT : isCompositeType(type) ? 1 : 0;
    return weights.get(coordinate) ?? weights.get(type.name) ?? byDefault;
  }

  /** How many entries the field has; one where it is no list. */
  #length(field: CountedField, sizing: Sizing | null): Amount {
    const { node, definition, listSize } = field;
    if (!isListType(getNullableType(definition.type))) return 1;
    if (sizing?.names.has(node.name.value)) return sizing.size;
    return listSize && listSize.sizedFields.length === 0 ? this.#size(field, listSize) : this.options.defaultListSize;
  }

  /** What the field says of the lists below it. The same for the same node, so that fragments below it are compiled once. */
  #sizing(field: CountedField): Sizing | null {
    const { node, listSize } = field;
    if (!listSize || listSize.sizedFields.length === 0) return null;
    const sizing = this.#sizings.get(node) ?? { names: new Set(listSize.sizedFields), size: this.#size(field, listSize) };
    this.#sizings.set(node, sizing);
    return sizing;
  }

  #size(field: CountedField, listSize: ListSize): Amount {
    return sizeOf(listSize, field, { operation: this.operation, defaultListSize: this.options.defaultListSize });
  }

  #checkSlicing(field: CountedField): void {
    const { coordinate, listSize } = field;
    if (!listSize?.requireOneSlicingArgument || listSize.slicingArguments.length === 0) return;
    if (slicingArgumentsGiven(listSize, field) === 1) return;
    this.unsliced.set(coordinate, { field: coordinate, slicingArguments: listSize.slicingArguments });
  }
}
