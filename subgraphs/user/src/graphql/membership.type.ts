import { connectionType, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Membership } from '../domain/membership.entity.js';
import { MemberKind, MembershipStatus } from './user.enums.js';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('Membership', { description: 'The place of a person in one organization.' })
export class MembershipType implements Pick<Membership, 'id' | 'status' | 'kind' | 'title' | 'joinedAt' | 'lastActiveAt' | 'revision'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => MembershipStatus, { description: 'Whether it counts right now.' })
  readonly status!: MembershipStatus;

  @Field(() => MemberKind, { description: 'What the person is to the organization.' })
  readonly kind!: MemberKind;

  @Field(() => String, { nullable: true, description: 'Position, as the organization calls it: "Head of Sales".' })
  readonly title!: string | null;

  @Field(() => DateTime, { description: 'When the person became a member.' })
  readonly joinedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the person last logged in to the organization; null where they never have.' })
  readonly lastActiveAt!: Date | null;

  @Field(() => Int, { description: 'For `expectedRevision`. A change of roles counts.' })
  readonly revision!: number;
}

export const MembershipConnectionType = connectionType('Membership', () => MembershipType, { totalCount: true });
