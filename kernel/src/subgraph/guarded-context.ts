import type { Context } from '../context/index.js';
import type { GuardedContext } from '../graphql/index.js';

/** The context of a request with what its directives are decided on: read once, before anything is executed. */
export async function guardedContext(ctx: Context, onStaffAccess: GuardedContext['onStaffAccess']): Promise<Context & GuardedContext> {
  const { actor, facts, log } = ctx;
  const isOurs = actor.kind === 'service' || actor.kind === 'system';
  const id = isOurs ? null : actor.organizationId;
  const unavailable = (error: unknown) => {
    log.warn({ error }, 'what is known of an organization cannot be read');
    return 'unavailable' as const;
  };
  const organization = id ? await facts.organization(id).catch(unavailable) : null;
  return Object.assign(ctx, { asking: { actor, organization, lag: facts.lag() }, onStaffAccess });
}
