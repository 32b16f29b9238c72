import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Plan, PlanPrice } from '../domain/plan.entity.js';
import { BillingInterval, PlanStatus } from './tenant.enums.js';

@ObjectType('PlanPrice', { description: 'What a plan costs.' })
export class PlanPriceType implements PlanPrice {
  @Field(() => BillingInterval, { description: 'How often it is due.' })
  readonly interval!: BillingInterval;

  @Field(() => String, { description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => String, { description: 'Decimal as text: "29.99".' })
  readonly amount!: string;
}

type Shown = 'id' | 'key' | 'version' | 'status' | 'name' | 'description' | 'trialDays' | 'maxUsers' | 'requestsPerMinute' | 'moduleKeys';

@Directive('@key(fields: "id")')
@ObjectType('Plan', { description: 'What is on offer. A published version never changes; subscribers stay on theirs.' })
export class PlanType implements Pick<Plan, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'Stable name for programs: "pro".' })
  readonly key!: string;

  @Field(() => Int, { description: 'Counts up with every published change.' })
  readonly version!: number;

  @Field(() => PlanStatus, { description: 'Whether it can be chosen.' })
  readonly status!: PlanStatus;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Whom the plan is for.' })
  readonly description!: string | null;

  @Directive('@listSize(assumedSize: 3)')
  @Field(() => [PlanPriceType], { description: 'One price for each interval and currency.' })
  readonly prices!: PlanPriceType[];

  @Field(() => Int, { description: 'Length of the trial in days; 0 for none.' })
  readonly trialDays!: number;

  @Field(() => Int, { nullable: true, description: 'Seats included; null for no limit.' })
  readonly maxUsers!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Requests that all members together may send in a minute; null where the platform's own limit holds.",
  })
  readonly requestsPerMinute!: number | null;

  @Field(() => [String], { nullable: true, description: 'Keys of the modules that may be used; null for every one.' })
  readonly moduleKeys!: string[] | null;
}
