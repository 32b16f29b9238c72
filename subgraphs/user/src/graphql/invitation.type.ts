import { connectionType, DateTime, Json } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Invitation } from '../domain/invitation.entity.js';
import { MemberKind } from './user.enums.js';

type Shown = 'id' | 'email' | 'kind' | 'expiresAt' | 'lastSentAt' | 'sendCount' | 'moduleKeys' | 'metadata' | 'createdAt';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('Invitation', { description: 'The offer of a place in an organization, sent by mail.' })
export class InvitationType implements Pick<Invitation, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'Whom it is for, in lower case.' })
  readonly email!: string;

  @Field(() => MemberKind, { description: 'What the person is to become to the organization.' })
  readonly kind!: MemberKind;

  @Field(() => DateTime, { description: 'Good until then.' })
  readonly expiresAt!: Date;

  @Field(() => DateTime, { description: 'When it was last given to the mail.' })
  readonly lastSentAt!: Date;

  @Field(() => Int, { description: 'How often it was given to the mail.' })
  readonly sendCount!: number;

  @Field(() => [String], { description: 'Modules that the person is wanted for, as a note: it opens none of them.' })
  readonly moduleKeys!: string[];

  @Field(() => Json, { nullable: true, description: 'What the organization has noted with it.' })
  readonly metadata!: Record<string, unknown> | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;
}

export const InvitationConnectionType = connectionType('Invitation', () => InvitationType, { totalCount: true });

@ObjectType('InvitationPreview', { description: 'What an invitation says to whoever has its token, before any login.' })
export class InvitationPreviewType implements Pick<Invitation, 'email' | 'kind' | 'expiresAt'> {
  @Field(() => String, { description: 'Whom it is for, in lower case.' })
  readonly email!: string;

  @Field(() => MemberKind, { description: 'What the person is to become to the organization.' })
  readonly kind!: MemberKind;

  @Field(() => DateTime, { description: 'Good until then.' })
  readonly expiresAt!: Date;
}
