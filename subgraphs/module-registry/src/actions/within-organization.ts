import { Actor } from '@supergraph/kernel/auth';
import { platformRole, type TenantFilter } from '@supergraph/kernel/db';
import { EventRecorder } from '@supergraph/kernel/events';
import { loaders, type RegistryContext } from '../context.js';

export interface Errand {
  organizationId: string;
  /** The user in whose name it is done. */
  requestedBy: string;
}

/**
 * Does something to one organization in the course of a larger transaction: behind the organization's own locks, the tenant filter
 * and row-level security, as if a member did it, and in the name of whoever asked for it. It happens as a whole, with its events,
 * or where it throws not at all; what happened before in the transaction stays.
 */
export async function withinOrganization<Result>(
  ctx: RegistryContext,
  errand: Errand,
  work: (own: RegistryContext) => Promise<Result>,
): Promise<Result> {
  const isElsewhere = ctx.actor.organizationId !== errand.organizationId;
  await say(ctx, ['savepoint errand', ...(isElsewhere ? enter(errand.organizationId) : [])]);
  try {
    const own = contextOf(ctx, errand);
    const result = await work(own);
    await own.em.flush();
    // What was announced within goes into the outbox now, so that it is undone together with the rest; and it is the organization's own.
    await ctx.em.flush();
    await say(ctx, ['release savepoint errand', ...(isElsewhere ? leave(ctx) : [])]);
    return result;
  } catch (error) {
    ctx.events.take();
    // On a lost connection there is nothing to undo; the error that told of it says more than a second one would.
    await say(ctx, ['rollback to savepoint errand', 'release savepoint errand']).catch((cause) => {
      ctx.log.debug({ error: cause }, 'an errand could not be undone: its transaction is gone');
      throw error;
    });
    throw error;
  }
}

const say = ({ em }: RegistryContext, statements: readonly string[]) => em.execute(statements.join('; '), [], 'run');

/** The application's own role, which row-level security binds. The settings hold until the transaction, or the savepoint, is over. */
const enter = (organizationId: string) => ['set local role none', `set local app.organization_id to '${organizationId}'`];

const leave = ({ em }: RegistryContext) => [
  `set local role "${platformRole(String(em.config.get('schema')))}"`,
  "set local app.organization_id to ''",
];

function contextOf(ctx: RegistryContext, { organizationId, requestedBy }: Errand): RegistryContext {
  const em = ctx.em.fork({ keepTransactionContext: true });
  em.setFilterParams('tenant', { organizationId, platform: false } satisfies TenantFilter as unknown as Record<string, unknown>);
  const actor = new Actor({ kind: 'user', subject: requestedBy, organizationId, scopes: [], sessionId: null });
  const own: RegistryContext = { ...ctx, em, actor, events: new EventsInTheNameOf(requestedBy, ctx.events) };
  own.loaders = loaders(own);
  return own;
}

/** Announces what is done for somebody as done by them. */
class EventsInTheNameOf extends EventRecorder {
  readonly #actor: { kind: string; id: string };

  constructor(
    userId: string,
    private readonly outer: EventRecorder,
  ) {
    const actor = { kind: 'user', id: userId };
    super({ correlationId: '', actor });
    this.#actor = actor;
  }

  override get hasEvents(): boolean {
    return this.outer.hasEvents;
  }

  override raise(...[definition, payload, options]: Parameters<EventRecorder['raise']>): void {
    this.outer.raise(definition, payload, { actor: this.#actor, ...options });
  }

  override take(): ReturnType<EventRecorder['take']> {
    return this.outer.take();
  }
}
