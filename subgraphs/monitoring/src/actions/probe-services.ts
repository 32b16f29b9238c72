import type { MonitoringContext } from '../context.js';
import { ServiceProbe } from '../domain/service-probe.entity.js';
import { checkServices } from '../queries/check-services.js';
import { tableOf } from '../queries/table-of.js';

/** Probes all services and stores what they answered, if a round is due and no other replica has taken it. */
export async function probeServices(ctx: MonitoringContext): Promise<void> {
  if (!(await takeTurn(ctx))) return;
  const health = await checkServices(ctx);

  ctx.em.persist(health.map((one) => new ServiceProbe(one)));

  await ctx.em.flush();
}

/** The database's clock decides, and the row's lock lets one replica through. */
async function takeTurn({ em, services }: MonitoringContext): Promise<boolean> {
  const turns = await em.execute<object[]>(
    `update ${tableOf(em, 'probe_turn')} set taken_at = now() where taken_at <= now() - make_interval(secs => ?) returning id`,
    [services.probeIntervalMs / 1_000],
  );
  return turns.length > 0;
}
