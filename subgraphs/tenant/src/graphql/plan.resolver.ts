import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { TenantContext } from '../context.js';
import { Plan, PlanStatus } from '../domain/plan.entity.js';
import { PlanType } from './plan.type.js';

@Resolver(() => PlanType)
export class PlanResolver {
  @Query(() => [PlanType], { description: 'The plans on offer, for everybody.' })
  plans(@Arg('status', () => [PlanStatus], { defaultValue: [PlanStatus.ACTIVE] }) status: PlanStatus[], @Ctx() ctx: TenantContext) {
    // Drafts are the platform's own business.
    const visible = ctx.actor.isPlatform ? status : status.filter((one) => one === PlanStatus.ACTIVE);
    return ctx.em.find(Plan, { status: { $in: visible } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  }

  @Query(() => PlanType, { nullable: true, description: 'One plan, by id or by key (its newest active version).' })
  plan(
    @Arg('id', () => ID, { nullable: true }) id: string | null,
    @Arg('key', () => String, { nullable: true }) key: string | null,
    @Ctx() ctx: TenantContext,
  ) {
    if (id) return ctx.loaders.planById.load(id);
    return key ? ctx.em.findOne(Plan, { key, status: PlanStatus.ACTIVE }) : null;
  }
}
