import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind, parse } from 'graphql';
import { argumentsOf, type CostNames, costNames } from './cost-names.js';

/** What a schema says of a list's length. */
export interface ListSize {
  assumedSize: number | null;
  /** Arguments of the field that say how many entries there may be. */
  slicingArguments: readonly string[];
  /** The lists below the field that this is about; the field itself where there are none. */
  sizedFields: readonly string[];
  requireOneSlicingArgument: boolean;
}

/** What a schema says of costs. Weights are by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
export interface CostModel {
  weights: ReadonlyMap<string, number>;
  /** By `Type.field`. */
  listSizes: ReadonlyMap<string, ListSize>;
}

/** Reads `@cost` and `@listSize` from a supergraph. */
export function readCostModel(sdl: string): CostModel {
  const document = parse(sdl, { noLocation: true });
  const names = costNames(document);
  return { weights: weightsIn(document, names), listSizes: listSizesIn(document, names) };
}

interface Directed {
  directives?: readonly ConstDirectiveNode[] | undefined;
}

function weightsIn(document: DocumentNode, { cost }: CostNames): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const add = (coordinate: string, node: Directed) => {
    const weight = Number(directive(node, cost)?.weight ?? Number.NaN);
    if (Number.isFinite(weight)) weights.set(coordinate, weight);
  };
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name) continue;
    const type = definition.name.value;
    if ('directives' in definition) add(type, definition as Directed);
    for (const field of fieldsOf(definition)) {
      add(`${type}.${field.name.value}`, field);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? []) add(`${type}.${field.name.value}(${argument.name.value}:)`, argument);
    }
  }
  return weights;
}

function listSizesIn(document: DocumentNode, { listSize }: CostNames): ReadonlyMap<string, ListSize> {
  const sizes = new Map<string, ListSize>();
  for (const definition of document.definitions) {
    for (const field of fieldsOf(definition)) {
      const given = directive(field, listSize);
      if (given && 'name' in definition && definition.name) sizes.set(`${definition.name.value}.${field.name.value}`, listSizeOf(given));
    }
  }
  return sizes;
}

const fieldsOf = (definition: DefinitionNode) =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
  definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
  definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
    ? (definition.fields ?? [])
    : [];

function directive({ directives = [] }: Directed, name: string | undefined): Record<string, unknown> | undefined {
  const found = directives.find((one) => one.name.value === name);
  return found && argumentsOf(found);
}

const listSizeOf = ({ assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument }: Record<string, unknown>): ListSize => ({
  assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
  slicingArguments: namesIn(slicingArguments),
  sizedFields: namesIn(sizedFields),
  requireOneSlicingArgument: requireOneSlicingArgument !== false,
});

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
