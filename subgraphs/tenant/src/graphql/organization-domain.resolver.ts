import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { addDomain } from '../actions/add-domain.js';
import { removeDomain } from '../actions/remove-domain.js';
import { verifyDomain } from '../actions/verify-domain.js';
import type { TenantContext } from '../context.js';
import { type DnsRecord, OrganizationDomain } from '../domain/organization-domain.entity.js';
import type { OwnSubdomain } from '../domain/own-subdomain.js';
import { hostOfSlug } from '../domain/subdomain.js';
import { TenantErrors } from '../domain/tenant.errors.js';
import { OrganizationDomainAddInput, WhichDomainArgs } from './organization-domain.inputs.js';
import { OrganizationDomainPayload } from './organization-domain.payloads.js';
import { DnsRecordType, OrganizationDomainType } from './organization-domain.type.js';

const WRITERS = '@requiresScopes(scopes: [["org:write"], ["platform:orgs:write"]])';

interface Verified {
  domain: OrganizationDomain | null;
}

@Resolver(() => OrganizationDomainType)
export class OrganizationDomainResolver {
  @Directive(WRITERS)
  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Mutation(() => OrganizationDomainPayload, {
    description: 'Lists a host name of one’s own. The answer says which DNS records it takes; then verify it.',
  })
  organizationDomainAdd(@Arg('input', () => OrganizationDomainAddInput) input: OrganizationDomainAddInput, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ domain: await addDomain(ctx, input) }));
  }

  @Directive(WRITERS)
  @Directive('@tenantScoped(argument: "organizationId")')
  @Mutation(() => OrganizationDomainPayload, {
    description: 'Asks the DNS for the proof; with it the organization lives at the host name. May be repeated at any time.',
  })
  async organizationDomainVerify(@Args(() => WhichDomainArgs) which: WhichDomainArgs, @Ctx() ctx: TenantContext) {
    const payload = await mutationPayload<Verified>(async () => ({ domain: await verifyDomain(ctx, which) }));
    const hasFailed = payload.userErrors.some(({ code }) => code === TenantErrors.DOMAIN_NOT_VERIFIED('').code);
    // A check that failed is written down: the domain is shown as it is now.
    return hasFailed ? { ...payload, domain: await ctx.loaders.domainById.load(which.id) } : payload;
  }

  @Directive(WRITERS)
  @Directive('@tenantScoped(argument: "organizationId")')
  @Mutation(() => OrganizationDomainPayload, { description: 'Gives a host name up: the organization is not there any more.' })
  organizationDomainRemove(@Args(() => WhichDomainArgs) which: WhichDomainArgs, @Ctx() ctx: TenantContext) {
    return mutationPayload(async () => ({ domain: await removeDomain(ctx, which) }));
  }

  @FieldResolver(() => [DnsRecordType], {
    description:
      'What has to be in the DNS: the proof, for the verification, and where the host name has to lead. Nothing for a subdomain.',
  })
  async dnsRecords(@Root() domain: OrganizationDomain | OwnSubdomain, @Ctx() ctx: TenantContext): Promise<DnsRecord[]> {
    if (!(domain instanceof OrganizationDomain)) return [];
    const organization = await ctx.loaders.organizationById.load(domain.organizationId);
    return organization ? domain.dnsRecords(hostOfSlug(organization.slug, ctx.services.baseDomain)) : [];
  }
}
