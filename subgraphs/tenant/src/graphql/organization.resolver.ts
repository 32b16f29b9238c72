import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { releaseOrganization } from '../actions/release-organization.js';
import { reserveOrganization } from '../actions/reserve-organization.js';
import { reactivateOrganization, suspendOrganization } from '../actions/suspend-organization.js';
import { updateOrganization } from '../actions/update-organization.js';
import type { TenantContext } from '../context.js';
import type { Organization } from '../domain/organization.entity.js';
import { OwnSubdomain } from '../domain/own-subdomain.js';
import { checkSubdomainAvailability } from '../queries/check-subdomain-availability.js';
import { findOrganizationByHost } from '../queries/find-organization-by-host.js';
import { listOrganizations } from '../queries/list-organizations.js';
import type { OrganizationInfo } from '../queries/organization-caches.js';
import { OrganizationReasonInput, OrganizationReserveInput, OrganizationsArgs, OrganizationUpdateInput } from './organization.inputs.js';
import { AvailabilityType, OrganizationPayload } from './organization.payloads.js';
import { OrganizationConnectionType, OrganizationType, PublicOrganizationType } from './organization.type.js';
import { OrganizationDomainType } from './organization-domain.type.js';
import { OrganizationSubscriptionType } from './organization-subscription.type.js';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@authenticated')
  @Directive('@tenantScoped(argument: "id|slug")')
  @Query(() => OrganizationType, {
    nullable: true,
    description: 'One organization, by id or by slug; without either your own.',
  })
  organization(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true }) slug: string | null | undefined,
    @Ctx() ctx: TenantContext,
  ): Promise<OrganizationInfo | null> | null {
    const { organizationById, organizationBySlug } = ctx.loaders;
    if (id == null && slug != null) return organizationBySlug.load(slug);
    const wanted = id ?? ctx.actor.organizationId;
    return wanted === null ? null : organizationById.load(wanted);
  }

  @Query(() => PublicOrganizationType, { nullable: true, description: 'Whose login page to show at a host: name only, for everybody.' })
  organizationByHost(
    @Arg('host', () => String, { description: 'As the browser sends it: "acme.erp.example:4000".' }) host: string,
    @Ctx() ctx: TenantContext,
  ) {
    return findOrganizationByHost(ctx, host);
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:read"]])')
  @Query(() => OrganizationConnectionType, { description: 'All organizations, for platform staff.' })
  organizations(@Args(() => OrganizationsArgs) { filter, sort, ...page }: OrganizationsArgs, @Ctx() ctx: TenantContext) {
    return listOrganizations(ctx, filter ?? {}, { sort, page });
  }

  @Query(() => AvailabilityType, { description: 'Whether one could sign up with a subdomain right now.' })
  subdomainAvailability(@Arg('subdomain', () => String) subdomain: string, @Ctx() ctx: TenantContext) {
    return checkSubdomainAvailability(ctx, subdomain);
  }

  @Directive('@requiresScopes(scopes: [["org:write"], ["platform:orgs:write"]])')
  @Directive('@tenantScoped(argument: "input.id")')
  @Mutation(() => OrganizationPayload, { description: 'Changes what an organization says about itself.' })
  organizationUpdate(@Arg('input', () => OrganizationUpdateInput) input: OrganizationUpdateInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await updateOrganization(ctx, input) }));
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:write"]])')
  @Directive('@tenantScoped(argument: "input.id")')
  @Mutation(() => OrganizationPayload, { description: 'Takes an organization out of service at once; its data is kept.' })
  organizationSuspend(@Arg('input', () => OrganizationReasonInput) input: OrganizationReasonInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await suspendOrganization(ctx, input) }));
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:write"]])')
  @Directive('@tenantScoped(argument: "input.id")')
  @Mutation(() => OrganizationPayload, { description: 'Puts a suspended organization back into service.' })
  organizationReactivate(@Arg('input', () => OrganizationReasonInput) input: OrganizationReasonInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await reactivateOrganization(ctx, input) }));
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["internal"]])')
  @Mutation(() => OrganizationPayload, { description: 'Internal: the first step of a sign-up.' })
  organizationReserve(@Arg('input', () => OrganizationReserveInput) input: OrganizationReserveInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await reserveOrganization(ctx, input) }));
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["internal"]])')
  @Mutation(() => OrganizationPayload, { description: 'Internal: undoes the first step of a sign-up that cannot be finished.' })
  organizationRelease(@Arg('id', () => ID) id: string, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => {
      await releaseOrganization(ctx, id);
      return { organization: null };
    });
  }

  @Directive('@tenantScoped')
  @FieldResolver(() => OrganizationSubscriptionType, {
    nullable: true,
    description: 'What it pays for; null before its first subscription.',
  })
  subscription(@Root() organization: Organization | OrganizationInfo, @Ctx() ctx: TenantContext) {
    return ctx.loaders.subscriptionByOrganizationId.load(organization.id);
  }

  @Directive('@tenantScoped')
  @FieldResolver(() => [OrganizationDomainType], {
    description: 'Where it can be reached: its subdomain, then host names of its own in the order in which they were added.',
  })
  async domains(@Root() organization: Organization | OrganizationInfo, @Ctx() ctx: TenantContext) {
    const custom = await ctx.loaders.domainsByOrganizationId.load(organization.id);
    return [new OwnSubdomain(organization, ctx.services.baseDomain), ...custom];
  }
}
