import type { OperationDefinitionNode } from 'graphql';
import type { Conditions } from '../conditions.js';
import type { Document } from './collect-fields.js';

/** What a shape is compiled from. */
export interface ShapeSource extends Document {
  definition: OperationDefinitionNode;
  conditions: Conditions;
  /** The fragments of what is left. */
  fragmentsLeft: Document['fragments'];
}
