import { Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { MonitoringContext } from '../context.js';
import { listAuditAnchors } from '../queries/list-audit-anchors.js';
import { AuditAnchorConnectionType, AuditAnchorsArgs, AuditAnchorType } from './audit-anchor.type.js';

@Resolver(() => AuditAnchorType)
export class AuditAnchorResolver {
  @Directive('@requiresScopes(scopes: [["platform:audit:read"]])')
  @Query(() => AuditAnchorConnectionType, { description: 'The seals of the audit trail, the latest first.' })
  auditAnchors(@Args(() => AuditAnchorsArgs) page: AuditAnchorsArgs, @Ctx() ctx: MonitoringContext) {
    return listAuditAnchors(ctx, page);
  }
}
