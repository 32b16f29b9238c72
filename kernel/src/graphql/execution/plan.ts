import type { GraphQLObjectType } from 'graphql';
import type { PlannedField, PlannedOperation } from './planned.js';
import type { Path, Run } from './run.js';

/** One operation with its conditions (`@skip`, `@include`) decided. Shared by all requests of it. */
export interface OperationPlan extends PlannedOperation {
  readonly root: ObjectPlan;
  /** How many fields have been planned so far: what lies behind a type is planned when the first object of it is there. */
  readonly fieldCount: number;
  /** How many of them are in functions that were made of plans. */
  readonly compiledCount: number;
}

/** What is selected of the objects of one type at one place. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  /** The answer's keys in their order, to be copied: objects of one shape are cheap to make and to write. */
  readonly blank: Readonly<Record<string, undefined>>;
  /** Whether a field of it may be refused. */
  readonly isGuarded: boolean;
  /** For how many more objects it is executed field by field, and the function that is made of it then. */
  readonly use: Use;
}

export interface Use {
  left: number;
  build: Build | null;
  /** Told when it is made, since it takes memory. */
  onBuild(): void;
}

/** Makes what is selected of an object, none of whose fields is refused. */
export type Build = (run: Run, source: object, path: Path | undefined) => unknown;

export interface FieldPlan extends PlannedField {
  readonly complete: Complete;
}

/**
 * Makes of what a resolver gave what the answer holds; throws what is wrong with it. `path` is where the value is, `fieldPath` where
 * the field is that it comes of: within a list they differ. A placeless field has its parent's in the place of both.
 */
export type Complete = (run: Run, value: unknown, path: Path | undefined, fieldPath: Path | undefined) => unknown;
