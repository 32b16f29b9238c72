import { LiveEventType } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { OrganizationChange, SubscriptionChange } from './live.enums.js';
import { SubscriptionStatus } from './tenant.enums.js';

/** User's entity. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User')
export class UserType {
  @Field(() => ID)
  readonly id!: string;
}

@ObjectType()
abstract class TenantLiveEventType extends LiveEventType {
  @Field(() => UserType, { nullable: true, description: 'Who did it; null where it was no person.' })
  readonly actor!: UserType | null;

  @Field(() => ID, { description: 'Id of the organization.' })
  readonly organizationId!: string;
}

@Directive('@tenantScoped')
@ObjectType('OrganizationEvent', { description: 'A change of an organization.' })
export class OrganizationEventType extends TenantLiveEventType {
  @Field(() => OrganizationChange, { description: 'What became of it.' })
  readonly change!: OrganizationChange;

  @Field(() => String, { nullable: true, description: 'Why, where somebody had to say so.' })
  readonly reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The host name that it is about, where it is about one.' })
  readonly hostname!: string | null;
}

@Directive('@tenantScoped')
@ObjectType('OrganizationSubscriptionEvent', { description: 'A change of what an organization pays for.' })
export class SubscriptionEventType extends TenantLiveEventType {
  @Field(() => SubscriptionChange, { description: 'What became of it.' })
  readonly change!: SubscriptionChange;

  @Field(() => ID, { description: 'Id of the subscription.' })
  readonly subscriptionId!: string;

  @Field(() => String, { description: 'Key of the plan.' })
  readonly planKey!: string;

  @Field(() => SubscriptionStatus, { description: 'What it entitled to after the change.' })
  readonly status!: SubscriptionStatus;
}

@InputType('OrganizationEventFilter', { description: 'Narrows the changes of organizations; conditions are joined by and.' })
export class OrganizationEventFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Of any of these organizations.' })
  organizationIds?: string[] | null;

  @Field(() => [OrganizationChange], { nullable: true, description: 'Any of these.' })
  changes?: OrganizationChange[] | null;
}
