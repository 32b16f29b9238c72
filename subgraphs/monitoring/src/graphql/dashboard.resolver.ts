import { Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../context.js';
import { Dashboard } from '../queries/read-dashboard.js';
import { AuditActivityType, DashboardProblemType, DashboardType } from './dashboard.type.js';
import { DashboardSection } from './monitoring.enums.js';
import { ServiceHealthType } from './service-health.type.js';

@Resolver(() => DashboardType)
export class DashboardResolver {
  @Directive('@requiresScopes(scopes: [["platform:monitoring:read"]])')
  @Query(() => DashboardType, { description: 'The state of the whole system at a glance; it answers even where parts of it do not.' })
  systemDashboard(@Ctx() ctx: MonitoringContext) {
    return new Dashboard(ctx);
  }

  @FieldResolver(() => [ServiceHealthType], { nullable: true, description: 'Every service, asked right now.' })
  services(@Root() dashboard: Dashboard) {
    return dashboard.read(DashboardSection.SERVICES);
  }

  @FieldResolver(() => [AuditActivityType], {
    nullable: true,
    description: 'What happened on the platform in the last 24 hours, the most frequent action first.',
  })
  auditActivity(@Root() dashboard: Dashboard) {
    return dashboard.read(DashboardSection.AUDIT_ACTIVITY);
  }

  @FieldResolver(() => [DashboardProblemType], { description: 'The sections that could not be read; all are tried, selected or not.' })
  problems(@Root() dashboard: Dashboard) {
    return dashboard.problems();
  }
}
