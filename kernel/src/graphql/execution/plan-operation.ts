import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { guardOf } from '../field-guard.js';
import { collectFields, type Selecting } from './collect-fields.js';
import { completerOf } from './complete-value.js';
import type { FieldPlan, ObjectPlan, OperationPlan } from './plan.js';

interface Planned extends Pick<OperationPlan, 'operation' | 'fragments'> {
  /** For how many objects of one place its fields are gone through before a function is made of them. */
  compileAfter: number;
}

/**
 * Works out what executing an operation will need each time: which selections count, which resolver and which types they lead to.
 *
 * @param variables those that `@skip` and `@include` ask for: the plan holds for these values of them.
 * @returns null where the schema has no such kind of operation.
 */
export function planOperation(
  schema: GraphQLSchema,
  { operation, fragments, compileAfter }: Planned,
  variables: Selecting['variables'],
): OperationPlan | null {
  const type = schema.getRootType(operation.operation);
  if (!type) return null;
  const planner = new Planner({ schema, fragments, variables }, compileAfter);
  const root = planner.planObject(type, [operation.selectionSet]);
  return {
    schema,
    operation,
    fragments,
    root,
    /** Grows with what the requests find behind the types. */
    get fieldCount() {
      return planner.fieldCount;
    },
    get compiledCount() {
      return planner.compiledCount;
    },
  };
}

class Planner {
  fieldCount = 0;
  compiledCount = 0;

  constructor(
    private readonly selecting: Selecting,
    private readonly compileAfter: number,
  ) {}

  planObject(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): ObjectPlan {
    const fields: FieldPlan[] = [];
    for (const [key, nodes] of collectFields(this.selecting, type, selectionSets)) {
      const definition = definitionOf(this.selecting.schema, type, nodes[0]!.name.value);
      if (definition) fields.push(this.#planField({ key, nodes, definition, parentType: type }));
    }
    return {
      type,
      fields,
      blank: Object.fromEntries(fields.map(({ key }) => [key, undefined])),
      isGuarded: fields.some(({ guard }) => guard !== undefined),
      use: {
        left: this.compileAfter,
        build: null,
        onBuild: () => {
          this.compiledCount += fields.length;
        },
      },
    };
  }

  #planField({ key, nodes, definition, parentType }: Pick<FieldPlan, 'key' | 'nodes' | 'definition' | 'parentType'>): FieldPlan {
    const { name, type } = definition;
    const guard = guardOf(definition.resolve);
    const resolver = guard ? guard.resolve : definition.resolve;
    const resolve = !resolver || resolver === defaultFieldResolver ? null : resolver;
    const field: FieldPlan = {
      key,
      name,
      nodes,
      definition,
      parentType,
      slot: this.fieldCount,
      hasArguments: definition.args.length > 0,
      isNonNull: isNonNullType(type),
      guard,
      resolve,
      isPlaceless: resolve === null && isLeafType(getNullableType(type)),
      complete: completerOf(type as GraphQLOutputType, { field: () => field, nodes, parentType, name, planOf: this.#plansBehind(nodes) }),
    };
    this.fieldCount += 1;
    return field;
  }

  /** Types behind a field are planned when the first object of them is there. */
  #plansBehind(nodes: readonly FieldNode[]): (type: GraphQLObjectType) => ObjectPlan {
    const plans = new Map<GraphQLObjectType, ObjectPlan>();
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return (type) => {
      const known = plans.get(type);
      if (known) return known;
      const plan = this.planObject(type, selectionSets);
      plans.set(type, plan);
      return plan;
    };
  }
}

function definitionOf(schema: GraphQLSchema, type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  const isQuery = type === schema.getQueryType();
  if (isQuery && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (isQuery && name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return type.getFields()[name];
}
