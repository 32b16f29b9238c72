import { LiveEventType } from '@supergraph/kernel/graphql';
import { changeKinds } from '@supergraph/kernel/live';
import { sessionEnded, sessionReuseDetected, sessionStarted } from '@supergraph/schema/events';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { SessionEndReason } from './auth.enums.js';

export enum SessionChange {
  STARTED = 'STARTED',
  ENDED = 'ENDED',
  REUSE_DETECTED = 'REUSE_DETECTED',
}

registerEnumType(SessionChange, {
  name: 'SessionChange',
  description: 'What became of a session.',
  valuesConfig: {
    STARTED: { description: 'Somebody logged in as you: yourself, one hopes.' },
    ENDED: { description: 'It is over; `reason` says why.' },
    REUSE_DETECTED: { description: 'An old refresh token of it was used again: a copy is about. It was ended with that.' },
  },
});

export const sessionChanges = changeKinds<SessionChange>({
  STARTED: sessionStarted,
  ENDED: sessionEnded,
  REUSE_DETECTED: sessionReuseDetected,
});

// Like the session itself, it is shown to the person alone; its channel is the person's own.
@ObjectType('SessionEvent', { description: 'A change of one of your sessions.' })
export class SessionEventType extends LiveEventType {
  @Field(() => SessionChange, { description: 'What became of it.' })
  readonly change!: SessionChange;

  @Field(() => ID, { description: 'Id of the session.' })
  readonly sessionId!: string;

  @Field(() => SessionEndReason, { nullable: true, description: 'Why it ended.' })
  readonly reason!: SessionEndReason | null;
}

@InputType('SessionEventFilter', { description: 'Narrows the changes of your sessions.' })
export class SessionEventFilterInput {
  @Field(() => [SessionChange], { nullable: true, description: 'Any of these.' })
  changes?: SessionChange[] | null;
}
