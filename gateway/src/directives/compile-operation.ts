import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getOperationAST,
  type InlineFragmentNode,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn, responseKeyOf } from '../document-nodes.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type Check, type Guards, unwrap } from './guards.js';

/** A place of the document whose conditions may fail. */
export interface Place {
  /** Response keys from the root; `@` stands for every entry of a list. */
  path: readonly string[];
  /** Indexes of its checks, in the order in which they are judged. */
  checks: readonly number[];
  /** It is only asked for while each of these holds. */
  included: readonly Inclusion[];
}

/** A variable of `@skip` or `@include`, and what it must be for the selection to be there. */
export interface Inclusion {
  variable: string;
  is: boolean;
  /** What the variable is where the request does not say. */
  fallback: boolean | undefined;
}

/** All that the directives ask of an operation, found once: a request then only judges the checks. */
export interface CompiledOperation {
  definition: OperationDefinitionNode;
  checks: readonly Check[];
  /** The indexes of the checks of each field, fragment and spread that has any. */
  byNode: ReadonlyMap<ASTNode, readonly number[]>;
  places: readonly Place[];
  isMutation: boolean;
}

/** More places than this are not told of in an answer; they are removed all the same. */
const MOST_PLACES = 500;
/** Fragments may make a short document endless. What is larger than this is not judged, and so not executed. */
const MOST_SELECTIONS = 100_000;

/** Finds every place of an operation that the schema's directives guard. Null where the document has no such operation. */
export function compileOperation(
  document: DocumentNode,
  operationName: string | undefined,
  { schema, guards }: { schema: GraphQLSchema; guards: Guards },
): CompiledOperation | null {
  const definition = getOperationAST(document, operationName);
  const root = definition && schema.getRootType(definition.operation);
  if (!definition || !root) return null;
  const collector = new Collector({ schema, guards, fragments: fragmentsIn(document), definition });
  collector.visit(definition.selectionSet, root, { path: [], included: [], above: [] });
  return {
    definition,
    checks: collector.checks,
    byNode: collector.byNode,
    places: collector.places,
    isMutation: definition.operation === OperationTypeNode.MUTATION,
  };
}

interface Where {
  path: readonly string[];
  included: readonly Inclusion[];
  /** Checks of the places above: once one of them has failed, nothing below is told of. */
  above: readonly number[];
}

interface CollectorSource {
  schema: GraphQLSchema;
  guards: Guards;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  definition: OperationDefinitionNode;
}

class Collector {
  readonly checks: Check[] = [];
  readonly places: Place[] = [];
  readonly byNode = new Map<ASTNode, readonly number[]>();
  readonly #indexes = new Map<string, number>();
  #selections = 0;

  constructor(private readonly source: CollectorSource) {}

  visit({ selections }: SelectionSetNode, parent: GraphQLCompositeType, where: Where): void {
    this.#selections += selections.length;
    if (this.#selections > MOST_SELECTIONS) throw GatewayErrors.BAD_REQUEST(`The operation selects more than ${MOST_SELECTIONS} fields`);
    for (const selection of selections) {
      const included = inclusionsOf(selection.directives, this.source.definition);
      if (included === 'never') continue;
      const here = { ...where, included: [...where.included, ...included] };
      if (selection.kind === Kind.FIELD) this.#visitField(selection, parent, here);
      else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.source.fragments.get(selection.name.value) : selection;
        if (fragment) this.#visitFragment({ selection, fragment }, parent, here);
      }
    }
  }

  #visitField(node: FieldNode, parent: GraphQLCompositeType, where: Where): void {
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    if (!field) return;
    const { named, lists } = unwrap(field.type);
    const path = [...where.path, responseKeyOf(node)];
    const checks = this.#place(node, { ...where, path }, () => this.source.guards.ofField(parent, node, named));
    if (!node.selectionSet || !isCompositeType(named)) return;
    this.visit(node.selectionSet, named, {
      path: [...path, ...Array<string>(lists).fill('@')],
      included: where.included,
      above: [...where.above, ...checks],
    });
  }

  #visitFragment({ selection, fragment }: FragmentUse, parent: GraphQLCompositeType, where: Where): void {
    const type = fragment.typeCondition ? this.source.schema.getType(fragment.typeCondition.name.value) : parent;
    if (!isCompositeType(type)) return;
    const checks = this.#place(selection, where, () => this.source.guards.ofFragment(type, parent));
    this.visit(fragment.selectionSet, type, { ...where, above: [...where.above, ...checks] });
  }

  #place(node: ASTNode, { path, included, above }: Where, find: () => readonly Check[]): readonly number[] {
    const indexes = this.byNode.get(node) ?? find().map((check) => this.#indexOf(check));
    if (indexes.length === 0) return indexes;
    this.byNode.set(node, indexes);
    // What stands above fails with it: the place below is then never reached.
    const own = indexes.filter((index) => !above.includes(index));
    if (own.length > 0 && this.places.length < MOST_PLACES) this.places.push({ path, checks: own, included });
    return indexes;
  }

  /** The same condition is judged once, unless the document names an organization there. */
  #indexOf(check: Check): number {
    if (check.named.length > 0) return this.checks.push(check) - 1;
    const key = JSON.stringify(check.condition);
    const index = this.#indexes.get(key) ?? this.checks.push(check) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

interface FragmentUse {
  selection: FragmentSpreadNode | InlineFragmentNode;
  fragment: FragmentDefinitionNode | InlineFragmentNode;
}

/** The variables that decide whether a selection is there; `never` where the document says so itself. */
function inclusionsOf(directives: readonly DirectiveNode[] = [], { variableDefinitions }: OperationDefinitionNode): Inclusion[] | 'never' {
  const found: Inclusion[] = [];
  for (const { name, arguments: args } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const is = name.value === 'include';
    const value = args?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) {
      const fallback = variableDefinitions?.find(({ variable }) => variable.name.value === value.name.value)?.defaultValue;
      found.push({ variable: value.name.value, is, fallback: fallback?.kind === Kind.BOOLEAN ? fallback.value : undefined });
    }
    if (value?.kind === Kind.BOOLEAN && value.value !== is) return 'never';
  }
  return found;
}
