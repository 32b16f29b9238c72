import { Arg, Ctx, Directive, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../context.js';
import type { ServiceHealth } from '../domain/health.js';
import { checkServices } from '../queries/check-services.js';
import { UptimeWindow } from './monitoring.enums.js';
import { ServiceHealthType } from './service-health.type.js';

@Resolver(() => ServiceHealthType)
export class ServiceHealthResolver {
  @Directive('@requiresScopes(scopes: [["platform:monitoring:read"]])')
  @Query(() => [ServiceHealthType], { description: 'Every service, asked right now; one that does not answer is DOWN.' })
  services(@Ctx() ctx: MonitoringContext) {
    return checkServices(ctx);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the stored probes that found it ready, 0 to 1; null where there are none.',
  })
  uptime(
    @Arg('window', () => UptimeWindow, { defaultValue: UptimeWindow.D1 }) window: UptimeWindow,
    @Root() { name }: ServiceHealth,
    @Ctx() { loaders }: MonitoringContext,
  ) {
    return loaders.uptime.load({ service: name, window });
  }
}
