import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { releaseOrganization } from '../actions/release-organization.js';
import { reserveOrganization } from '../actions/reserve-organization.js';
import { reactivateOrganization, suspendOrganization } from '../actions/suspend-organization.js';
import { updateOrganization } from '../actions/update-organization.js';
import type { TenantContext } from '../context.js';
import type { Organization } from '../domain/organization.entity.js';
import { checkSubdomainAvailability } from '../queries/check-subdomain-availability.js';
import { findOrganizationByHost } from '../queries/find-organization-by-host.js';
import { listOrganizations } from '../queries/list-organizations.js';
import { OrganizationReasonInput, OrganizationReserveInput, OrganizationsArgs, OrganizationUpdateInput } from './organization.inputs.js';
import { AvailabilityType, OrganizationPayload } from './organization.payloads.js';
import { OrganizationConnectionType, OrganizationType, PublicOrganizationType } from './organization.type.js';
import { OrganizationSubscriptionType } from './organization-subscription.type.js';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@authenticated')
  @Query(() => OrganizationType, { nullable: true, description: 'One organization, by id or by slug; null where it is not yours.' })
  organization(
    @Arg('id', () => ID, { nullable: true }) id: string | null,
    @Arg('slug', () => String, { nullable: true }) slug: string | null,
    @Ctx() ctx: TenantContext,
  ): Promise<Organization | null> | null {
    if (id) return ctx.loaders.organizationById.load(id);
    return slug ? ctx.loaders.organizationBySlug.load(slug) : null;
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

  @Directive('@authenticated')
  @Mutation(() => OrganizationPayload, { description: 'Changes what an organization says about itself. Needs org:write.' })
  organizationUpdate(@Arg('input', () => OrganizationUpdateInput) input: OrganizationUpdateInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await updateOrganization(ctx, input) }));
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:write"]])')
  @Mutation(() => OrganizationPayload, { description: 'Takes an organization out of service at once; its data is kept.' })
  organizationSuspend(@Arg('input', () => OrganizationReasonInput) input: OrganizationReasonInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ organization: await suspendOrganization(ctx, input) }));
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:write"]])')
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

  @FieldResolver(() => OrganizationSubscriptionType, {
    nullable: true,
    description: 'What it pays for; null before its first subscription.',
  })
  subscription(@Root() organization: Organization, @Ctx() ctx: TenantContext) {
    return ctx.loaders.subscriptionByOrganizationId.load(organization.id);
  }
}
