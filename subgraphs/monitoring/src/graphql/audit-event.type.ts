import { BigIntScalar, connectionType, DateTime, Json } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { AuditEvent } from '../domain/audit-event.entity.js';
import type { AuditActor, AuditTarget } from '../domain/audit-facts.js';
import { ActorType, AuditOutcome, AuditSeverity } from './monitoring.enums.js';

@ObjectType('AuditActor', { description: 'Who did it.' })
export class AuditActorType implements AuditActor {
  @Field(() => ActorType, { description: 'What kind of somebody it was.' })
  readonly type!: ActorType;

  @Field(() => ID, { nullable: true, description: "A user's id, or the name of a part of the platform; null for the anonymous." })
  readonly id!: string | null;
}

@ObjectType('AuditTarget', { description: 'What it was done to.' })
export class AuditTargetType implements AuditTarget {
  @Field(() => String, { description: '"organization", "membership" …' })
  readonly type!: string;

  @Field(() => ID, { description: 'Id of what was acted on.' })
  readonly id!: string;
}

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@Directive('@requiresScopes(scopes: [["org:audit:read"], ["platform:audit:read"]])')
@ObjectType('AuditEvent', { description: 'Something that happened. Nobody can change or delete it, and a chain of hashes proves it.' })
export class AuditEventType implements Omit<AuditEvent, 'organizationId' | 'actorType' | 'actorId' | 'impersonatorId'> {
  @Field(() => ID, { description: 'The id of the event that was recorded.' })
  readonly id!: string;

  @Field(() => BigIntScalar, { description: "Place in the organization's chain: 1, 2, 3 … without a gap." })
  readonly sequence!: bigint;

  @Field(() => DateTime, { description: 'When it happened.' })
  readonly occurredAt!: Date;

  @Field(() => DateTime, { description: 'When it was written down.' })
  readonly recordedAt!: Date;

  @Field(() => String, { description: '"membership.updated"' })
  readonly action!: string;

  @Field(() => AuditOutcome, { description: 'Whether it worked.' })
  readonly outcome!: AuditOutcome;

  @Field(() => AuditSeverity, { description: 'How much it matters.' })
  readonly severity!: AuditSeverity;

  @Field(() => AuditActorType, { description: 'Who did it.' })
  readonly actor!: AuditActorType;

  @Field(() => [AuditTargetType], { description: 'The thing itself first, then what else it concerns.' })
  readonly targets!: AuditTargetType[];

  @Field(() => Json, { nullable: true, description: 'The details of the action, without e-mail addresses and secrets.' })
  readonly changes!: unknown;

  @Field(() => String, { nullable: true, description: 'Why, where the actor had to say so.' })
  readonly reason!: string | null;

  @Field(() => String, { description: "Address of the client's request.", nullable: true })
  readonly ipAddress!: string | null;

  @Field(() => String, { description: "Program of the client's request.", nullable: true })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'The same for everything that one request set off.' })
  readonly requestId!: string | null;

  @Field(() => ID, { description: 'Session of the request.', nullable: true })
  readonly sessionId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The API key that the actor, a service account, came with.' })
  readonly apiKeyId!: string | null;

  @Field(() => String, { description: 'Hash of the event before it in the chain.' })
  readonly prevHash!: string;

  @Field(() => String, { description: 'SHA-256 over all of the above and `prevHash`.' })
  readonly hash!: string;

  @Field(() => Int, { description: 'Version of the shape of `changes` for this action.' })
  readonly schemaVersion!: number;
}

export const AuditEventConnectionType = connectionType('AuditEvent', () => AuditEventType);
