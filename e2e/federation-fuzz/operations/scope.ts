import { type GraphQLCompositeType, type GraphQLField, getNamedType, isLeafType, isObjectType } from 'graphql';

/** What is selected at one place of a response, under which names. */
export interface Scope {
  uses: Map<string, Use[]>;
  below: Map<string, Scope>;
}

export interface Use {
  parent: GraphQLCompositeType;
  field: GraphQLField<unknown, unknown>;
  /** As written. */
  args: string;
}

export const newScope = (): Scope => ({ uses: new Map(), below: new Map() });

/** Whether the name can stand for this use as well as for those that it stands for already. */
export function isFreeFor({ uses }: Scope, name: string, use: Use): boolean {
  return (uses.get(name) ?? []).every((other) => {
    if (String(other.field.type) !== String(use.field.type)) return false;
    if (other.field.name === use.field.name && other.args === use.args) return true;
    const areApart = other.parent !== use.parent && isObjectType(other.parent) && isObjectType(use.parent);
    return areApart && isLeafType(getNamedType(use.field.type));
  });
}

/** Takes the name for this use, and says what is selected below it. */
export function take(scope: Scope, name: string, use: Use): Scope {
  scope.uses.set(name, [...(scope.uses.get(name) ?? []), use]);
  let below = scope.below.get(name);
  if (!below) {
    below = newScope();
    scope.below.set(name, below);
  }
  return below;
}
