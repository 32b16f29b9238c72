import type { GraphQLObjectType } from 'graphql';
import type { PlannedField, PlannedOperation } from './planned.js';
import type { Path, Run } from './run.js';

/** One operation with its conditions (`@skip`, `@include`) decided. Shared by all requests of it. */
export interface OperationPlan extends PlannedOperation {
  readonly root: ObjectPlan;
  /** How many fields have been planned so far: what lies behind a type is planned when the first object of it is there. */
  readonly fieldCount: number;
}

/** What is selected of the objects of one type at one place. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  /** The answer's keys in their order, to be copied: objects of one shape are cheap to make and to write. */
  readonly blank: Readonly<Record<string, undefined>>;
}

export interface FieldPlan extends PlannedField {
  readonly complete: Complete;
}

/**
 * Makes of what a resolver gave what the answer holds; throws what is wrong with it. `path` is where the value is, `fieldPath` where
 * the field is that it comes of: within a list they differ. A placeless field has its parent's in the place of both.
 */
export type Complete = (run: Run, value: unknown, path: Path | undefined, fieldPath: Path | undefined) => unknown;
