import { Field, ObjectType } from 'type-graphql';
import { DateTime } from './scalars.js';

/** What the types of events have in common: see `liveFacts`. A subgraph adds what changed, how, and by whom. */
@ObjectType()
export abstract class LiveEventType {
  @Field(() => DateTime, { description: 'When it happened.' })
  readonly occurredAt!: Date;
}
