import { type Condition, conditionsOf, DIRECTIVES, type Requirements } from '@supergraph/kernel/authorization';
import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  type ValueNode,
} from 'graphql';

/** A condition at one place of a document. Where it asks for the value of an argument, this is where that value stands. */
export interface Check {
  condition: Condition;
  /** What the arguments hold that name the organization: literals or variables, as the document has them. */
  named: readonly NamedValue[];
}

/** An argument, and the way into it. */
export interface NamedValue {
  value: ValueNode;
  path: readonly string[];
}

/** What a schema asks for, answered for the selections of a document. */
export interface Guards {
  /** What must hold for a field to be selected on a type; in the order in which it is judged. */
  ofField(parent: GraphQLCompositeType, node: FieldNode, returns: GraphQLNamedType): Check[];
  /** What must hold for a fragment on a type, below another one. */
  ofFragment(condition: GraphQLCompositeType, parent: GraphQLCompositeType): Check[];
}

/** Reads requirements for the selections of documents; an answer is computed once per field of the schema. */
export function createGuards(schema: GraphQLSchema, requirements: Requirements): Guards {
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name, schema.getSubscriptionType()?.name]);
  const known = new Map<string, Condition[]>();

  const ofType = (type: GraphQLNamedType): Condition[] => {
    const requirement = requirements.ofType(type.name);
    // Composition repeats on an interface what federation's directives ask of any type behind it. Those are asked one by one where
    // something is selected, so that the parts that fragments keep apart can be served.
    return conditionsOf(
      requirement && isInterfaceType(type) ? { ...requirement, authenticated: false, scopes: [], policies: [] } : requirement,
    );
  };
  const compute = (parent: GraphQLCompositeType, field: string, returns: GraphQLNamedType): Condition[] => {
    // What is selected on an interface is read from whatever implements it: all of them are asked.
    const owners = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
    const own = owners.flatMap((owner) => conditionsOf(requirements.ofField(owner.name, field), roots.has(parent.name)));
    return inOrder([...ofType(returns), ...owners.slice(1).flatMap(ofType), ...own]);
  };
  const conditionsFor = (parent: GraphQLCompositeType, field: string, returns: GraphQLNamedType) => {
    const key = `${parent.name}.${field}`;
    const conditions = known.get(key) ?? compute(parent, field, returns);
    known.set(key, conditions);
    return conditions;
  };
  return {
    ofField: (parent, node, returns) =>
      conditionsFor(parent, node.name.value, returns).map((condition) => toCheck(condition, node.arguments)),
    ofFragment: (condition, parent) => (condition === parent ? [] : ofType(condition).map((each) => toCheck(each))),
  };
}

function inOrder(conditions: readonly Condition[]): Condition[] {
  const unique = [...new Map(conditions.map((condition) => [JSON.stringify(condition), condition])).values()];
  // Where a field says how its organization is named, that its type is an organization's adds nothing.
  const naming = unique.find((condition) => condition.directive === 'tenantScoped' && (condition.root || condition.names.length > 0));
  return unique
    .filter((condition) => condition.directive !== 'tenantScoped' || !naming || condition === naming)
    .toSorted((one, other) => DIRECTIVES.indexOf(one.directive) - DIRECTIVES.indexOf(other.directive));
}

function toCheck(condition: Condition, args: readonly ArgumentNode[] = []): Check {
  const names = condition.directive === 'tenantScoped' ? condition.names : [];
  const named = names.flatMap(([first, ...path]) => {
    const value = args.find(({ name }) => name.value === first)?.value;
    return value ? [{ value, path }] : [];
  });
  return { condition, named };
}

/** The named type behind lists and non-nulls, and how many lists stand in front of it. */
export function unwrap(type: Parameters<typeof getNamedType>[0] & object): { named: GraphQLNamedType; lists: number } {
  return { named: getNamedType(type) as GraphQLNamedType, lists: String(type).split('[').length - 1 };
}
