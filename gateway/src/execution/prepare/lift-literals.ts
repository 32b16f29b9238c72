import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';
import type { OwnVariables } from './own-variables.js';

/**
 * The arguments of a field in the order of their names, with variables in the place of literals: documents that differ in nothing but
 * literals are the same then. A literal of which only its subgraph knows what it stands for stays where it is.
 */
export function liftLiterals(
  { arguments: given = [] }: FieldNode,
  { args }: GraphQLField<unknown, unknown>,
  own: OwnVariables,
): ArgumentNode[] {
  const lifted = given.map((argument): ArgumentNode => {
    const type = args.find(({ name }) => name === argument.name.value)?.type;
    return type ? { ...argument, value: lift(argument.value, type, own) } : argument;
  });
  return lifted.sort((one, other) => (one.name.value < other.name.value ? -1 : 1));
}

function lift(node: ValueNode, type: GraphQLInputType, own: OwnVariables): ValueNode {
  if (node.kind === Kind.VARIABLE) return node;
  const value = literalValue(node, type);
  if (value !== undefined) return own.constant(value, String(type));
  return node.kind === Kind.OBJECT ? liftParts(node, type, own) : node;
}

function liftParts(node: ObjectValueNode, type: GraphQLInputType, own: OwnVariables): ValueNode {
  const input = getNullableType(type);
  if (!isInputObjectType(input)) return node;
  const fields = node.fields.map((field) => {
    const part = input.getFields()[field.name.value];
    return part ? { ...field, value: lift(field.value, part.type, own) } : field;
  });
  return { ...node, fields };
}

/** What to send for a literal so that it means the same; undefined where that is not known. */
function literalValue(node: ValueNode, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return node.kind === Kind.NULL ? undefined : literalValue(node, type.ofType);
  if (node.kind === Kind.NULL) return null;
  if (isListType(type)) return all((node.kind === Kind.LIST ? node.values : [node]).map((entry) => literalValue(entry, type.ofType)));
  if (isInputObjectType(type)) return node.kind === Kind.OBJECT ? objectOf(node, type.getFields()) : undefined;
  if (isEnumType(type)) return node.kind === Kind.ENUM ? node.value : undefined;
  return leafOf(node, type.name);
}

const all = (values: readonly unknown[]): readonly unknown[] | undefined => (values.includes(undefined) ? undefined : values);

function objectOf({ fields }: ObjectValueNode, types: Readonly<Record<string, { type: GraphQLInputType }>>): unknown {
  const entries = fields.map(({ name, value }) => [name.value, types[name.value] && literalValue(value, types[name.value]!.type)]);
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

/** Only the scalars that every server reads alike. */
function leafOf(node: ValueNode, name: string): unknown {
  if (name === 'String') return node.kind === Kind.STRING ? node.value : undefined;
  if (name === 'ID') return node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined;
  if (name === 'Boolean') return node.kind === Kind.BOOLEAN ? node.value : undefined;
  if (name === 'Int') return node.kind === Kind.INT ? Number(node.value) : undefined;
  if (name !== 'Float' || (node.kind !== Kind.INT && node.kind !== Kind.FLOAT)) return undefined;
  return Number.isFinite(Number(node.value)) ? Number(node.value) : undefined;
}
