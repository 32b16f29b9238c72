import {
  type ArgumentNode,
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type ComposedType, directivesOf, isComposedType, subgraphNames, textIn, withTypes } from './repair-document.js';

/** A field with the arguments that some `@requires` gives it, planned as a field without arguments under a name of its own. */
export interface BoundField {
  name: string;
  arguments: readonly ArgumentNode[];
}

/** Where in a representation a subgraph looks for bound fields, by their names there joined by `/`, and which ones it is to find. */
export type Needs = ReadonlyMap<string, string>;

/** The bound fields of a supergraph. */
export interface Bindings {
  /** By the names that they are planned under. */
  fields: ReadonlyMap<string, BoundField>;
  needsOf(subgraph: string, type: string, field: string): Needs;
}

const NOTHING: Needs = new Map();

/**
 * Gives each field that a `@requires` asks for with arguments a name of its own. The planner takes what is required and what the client
 * asks for, or what another field requires, for the same as soon as they have one name, whatever the arguments.
 */
export function bindRequiredArguments(supergraph: DocumentNode): { document: DocumentNode; bindings: Bindings } {
  const argued = requiredWithArguments(supergraph);
  if (argued.size === 0) return { document: supergraph, bindings: { fields: new Map(), needsOf: () => NOTHING } };
  const binder = new Binder(supergraph, argued);
  const required = withTypes(supergraph, (type) => binder.bindRequires(type));
  return { document: withTypes(required, (type) => binder.addBoundFields(type)), bindings: binder };
}

/** The names of fields that some `@requires` gives arguments. Where another one asks for them without any, that is another thing too. */
function requiredWithArguments({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of definitions.filter(isComposedType))
    for (const { directives } of type.fields ?? [])
      for (const requires of directivesOf({ directives }, 'join__field').flatMap((join) => textIn(join, 'requires') ?? []))
        visit(fragmentOn(type.name.value, requires), {
          Field: (node) => void (node.arguments?.length && names.add(node.name.value)),
        });
  return names;
}

class Binder implements Bindings {
  readonly fields = new Map<string, BoundField>();
  readonly #schema: GraphQLSchema;
  readonly #subgraphs: ReadonlyMap<string, string>;
  readonly #taken: ReadonlySet<string>;
  /** The names of bound fields by what they are bound to. */
  readonly #names = new Map<string, string>();
  /** The names of the bound fields that a type needs. */
  readonly #added = new Map<string, Set<string>>();
  readonly #needs = new Map<string, Needs>();

  constructor(
    supergraph: DocumentNode,
    private readonly argued: ReadonlySet<string>,
  ) {
    this.#schema = buildASTSchema(supergraph, { assumeValidSDL: true });
    this.#subgraphs = subgraphNames(supergraph);
    this.#taken = new Set(
      Object.values(this.#schema.getTypeMap()).flatMap((type) => ('getFields' in type ? Object.keys(type.getFields()) : [])),
    );
  }

  needsOf(subgraph: string, type: string, field: string): Needs {
    return this.#needs.get([subgraph, type, field].join(' ')) ?? NOTHING;
  }

  bindRequires(type: ComposedType): ComposedType {
    const fields = type.fields?.map((field) => this.#bindField(type.name.value, field));
    return fields?.some((field, index) => field !== type.fields?.[index]) ? { ...type, fields } : type;
  }

  #bindField(type: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => this.#bindJoin([type, field.name.value], directive));
    return directives?.some((directive, index) => directive !== field.directives?.[index]) ? { ...field, directives } : field;
  }

  #bindJoin([type, field]: readonly [string, string], join: ConstDirectiveNode): ConstDirectiveNode {
    const requires = join.name.value === 'join__field' ? textIn(join, 'requires') : undefined;
    if (requires === undefined) return join;
    const { text, needs } = this.#bind(type, requires);
    if (needs.size === 0) return join;
    const graph = textIn(join, 'graph') ?? '';
    this.#needs.set([this.#subgraphs.get(graph), type, field].join(' '), needs);
    return {
      ...join,
      arguments: join.arguments?.map((given) =>
        given.name.value === 'requires' ? { ...given, value: { kind: Kind.STRING, value: text } } : given,
      ),
    };
  }

  #bind(type: string, requires: string): { text: string; needs: Needs } {
    const types = new TypeInfo(this.#schema);
    const needs = new Map<string, string>();
    const path: string[] = [];
    const bound = visit(
      fragmentOn(type, requires),
      visitWithTypeInfo(types, {
        Field: {
          enter: ({ name }) => void path.push(name.value),
          leave: (node) => {
            const place = path.join('/');
            path.pop();
            const parent = types.getParentType();
            if (!parent || !this.argued.has(node.name.value) || !types.getFieldDef()?.args.length) return undefined;
            const name = this.#nameFor(node, parent);
            needs.set(place, name);
            return { ...node, name: { kind: Kind.NAME, value: name }, arguments: [] };
          },
        },
      }),
    );
    return { text: bound.selectionSet.selections.map(print).join(' '), needs };
  }

  #nameFor({ name: { value: field }, arguments: given = [] }: FieldNode, parent: GraphQLCompositeType): string {
    const sorted = given.toSorted((one, other) => (one.name.value < other.name.value ? -1 : 1));
    const key = [field, ...sorted.map(print)].join(' ');
    const name = this.#names.get(key) ?? this.#freeName(field);
    this.#names.set(key, name);
    this.fields.set(name, { name: field, arguments: sorted });
    for (const type of this.#typesOf(parent)) this.#added.set(type, (this.#added.get(type) ?? new Set()).add(name));
    return name;
  }

  #freeName(field: string): string {
    for (let number = this.#names.size + 1; ; number += 1) {
      const name = `_bound${number}_${field}`;
      if (!this.#taken.has(name) && !this.fields.has(name)) return name;
    }
  }

  /** A field of an interface is one of all that implement it. */
  #typesOf(parent: GraphQLCompositeType): string[] {
    if (!isInterfaceType(parent)) return [parent.name];
    const { objects, interfaces } = this.#schema.getImplementations(parent);
    return [parent, ...objects, ...interfaces].map(({ name }) => name);
  }

  addBoundFields(type: ComposedType): ComposedType {
    const added = [...(this.#added.get(type.name.value) ?? [])].flatMap((name) => {
      const field = type.fields?.find((known) => known.name.value === this.fields.get(name)?.name);
      return field ? [boundField(field, name)] : [];
    });
    return added.length > 0 ? { ...type, fields: [...(type.fields ?? []), ...added] } : type;
  }
}

/** The same subgraphs have it as have the field that it stands for. */
const boundField = (field: FieldDefinitionNode, name: string): FieldDefinitionNode => ({
  ...field,
  name: { kind: Kind.NAME, value: name },
  arguments: [],
  directives: [...directivesOf(field, 'join__field'), ...directivesOf(field, 'inaccessible')],
});

/** The braces around a set of fields may be left out. */
function fragmentOn(type: string, fields: string): FragmentDefinitionNode {
  const set = fields.trim().startsWith('{') ? fields : `{ ${fields} }`;
  return parse(`fragment Required on ${type} ${set}`, { noLocation: true }).definitions[0] as FragmentDefinitionNode;
}
