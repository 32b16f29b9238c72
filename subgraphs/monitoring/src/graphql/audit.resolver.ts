import type { GuardedContext } from '@supergraph/kernel/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../context.js';
import { ActorType } from '../domain/audit-enums.js';
import type { AuditEvent } from '../domain/audit-event.entity.js';
import type { AuditActor } from '../domain/audit-facts.js';
import { listAuditEvents } from '../queries/list-audit-events.js';
import { verifyAuditChain } from '../queries/verify-audit-chain.js';
import { AuditEventsArgs, ChainRangeArgs } from './audit.inputs.js';
import { AuditActorType, AuditEventConnectionType, AuditEventType } from './audit-event.type.js';
import { ChainVerificationType } from './chain-verification.type.js';
import { OrganizationType, UserType } from './references.type.js';

@Resolver(() => AuditEventType)
export class AuditEventResolver {
  @Directive('@requiresScopes(scopes: [["platform:audit:read"]])')
  @Query(() => AuditEventConnectionType, {
    description: 'The whole trail, events without an organization included; the latest record first.',
  })
  auditEvents(@Args(() => AuditEventsArgs) { filter, ...page }: AuditEventsArgs, @Ctx() ctx: MonitoringContext) {
    return listAuditEvents(ctx, filter ?? {}, page);
  }

  // Not `@tenantScoped(argument:)`, which wants a name of platform staff: without one they mean the platform's own chain. What it
  // would do is here and in `verifyAuditChain`; `ChainVerification` is `@tenantScoped`, which keeps out who is not in service.
  @Directive('@requiresScopes(scopes: [["org:audit:read"], ["platform:audit:read"]])')
  @Query(() => ChainVerificationType, {
    description: 'Reads a trail again and checks every hash in it: that of your organization; for platform staff any, or their own.',
  })
  async auditChainVerify(
    @Args(() => ChainRangeArgs) range: ChainRangeArgs,
    @Ctx() ctx: MonitoringContext & GuardedContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    if (ctx.actor.isPlatform && range.organizationId) await ctx.onStaffAccess(range.organizationId, info);
    return verifyAuditChain(ctx, range);
  }

  @FieldResolver(() => OrganizationType, { nullable: true, description: 'Where it happened; null for what concerns the platform alone.' })
  organization(@Root() { organizationId }: AuditEvent) {
    return organizationId ? { id: organizationId } : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The member of platform staff who acted as the actor; null where the actor did it.',
  })
  impersonator(@Root() { impersonatorId }: AuditEvent) {
    return impersonatorId ? { id: impersonatorId } : null;
  }
}

@Resolver(() => AuditActorType)
export class AuditActorResolver {
  @FieldResolver(() => UserType, { nullable: true, description: 'The person; null where it was none.' })
  user(@Root() { type, id }: AuditActor) {
    return type === ActorType.USER && id ? { id } : null;
  }
}

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@tenantScoped')
  @Directive('@requiresScopes(scopes: [["org:audit:read"], ["platform:audit:read"]])')
  @FieldResolver(() => AuditEventConnectionType, { description: 'What happened in the organization, the latest record first.' })
  auditEvents(@Args(() => AuditEventsArgs) args: AuditEventsArgs, @Root() { id }: OrganizationType, @Ctx() { loaders }: MonitoringContext) {
    return loaders.auditEventsOfOrganization.load(pageBelow(id, args));
  }
}

@Resolver(() => UserType)
export class UserResolver {
  @Directive('@tenantScoped')
  @Directive('@requiresScopes(scopes: [["org:audit:read"], ["platform:audit:read"]])')
  @FieldResolver(() => AuditEventConnectionType, {
    description: 'What the person did, the latest first: within the organization of the request; everywhere for platform staff.',
  })
  auditEvents(@Args(() => AuditEventsArgs) args: AuditEventsArgs, @Root() { id }: UserType, @Ctx() { loaders }: MonitoringContext) {
    return loaders.auditEventsOfUser.load(pageBelow(id, args));
  }
}

const pageBelow = (parentId: string, { first, after, filter }: AuditEventsArgs) => ({ parentId, first, after, filter: filter ?? {} });
