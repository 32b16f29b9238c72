import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { FieldGuard } from '../field-guard.js';

/** An operation of a document. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** One field of an answer: all selections of one response key. */
export interface PlannedField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  /** Its number within the plan: where a run keeps what it has found out about it. */
  readonly slot: number;
  readonly hasArguments: boolean;
  readonly isNonNull: boolean;
  readonly guard: FieldGuard | undefined;
  /** Null reads the property of the field's name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null;
  /** Nobody but an error has to know where it is. */
  readonly isPlaceless: boolean;
}
