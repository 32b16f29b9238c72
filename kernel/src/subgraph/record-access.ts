import { LRUCache } from 'lru-cache';
import type { Context } from '../context/index.js';
import { isUuid } from '../db/index.js';
import { organizationAccessed } from '../events/index.js';
import type { GuardedContext } from '../graphql/index.js';

/** Repeated reads of one thing by one person within this time (ms) are one access. */
const ONE_ACCESS = 10 * 60_000;

/**
 * Announces that platform staff read an organization's data: it goes into that organization's own audit trail, and a read that
 * cannot be announced does not happen. `fresh` makes a context of its own, so that it commits whatever becomes of the request.
 */
export function accessRecorder(subgraph: string): (ctx: Context, fresh: () => Context) => GuardedContext['onStaffAccess'] {
  const accessed = organizationAccessed(subgraph);
  const told = new LRUCache<string, true>({ max: 10_000, ttl: ONE_ACCESS });

  return (ctx, fresh) =>
    async (organization, { fieldName, operation }) => {
      const organizationId = isUuid(organization) ? organization : await ctx.facts.organizationAt({ slug: organization });
      const key = JSON.stringify([ctx.actor.subject, organizationId, fieldName]);
      // What belongs to nobody is nobody's to know about.
      if (!organizationId || told.has(key)) return;
      const { em, events } = fresh();
      const payload = {
        organizationId,
        userId: ctx.actor.subject ?? '',
        operation: clientsName(operation.name?.value ?? ''),
        fields: [fieldName],
      };
      events.raise(accessed, payload);
      await em.flush();
      told.set(key, true);
    };
}

/** A gateway's plan names each fetch after the client's operation: `Look__tenant__0`. */
const clientsName = (name: string): string => name.replace(/__\w+?__\d+$/, '');
