import { LRUCache } from 'lru-cache';
import type { Context } from '../context/index.js';
import { isUuid } from '../db/index.js';
import { organizationAccessed } from '../events/index.js';
import type { GuardedContext } from '../graphql/index.js';

/** Repeated reads of one thing by one person within this time (ms) are one access. */
const ONE_ACCESS = 10 * 60_000;

export interface Reading {
  /** The name of the client's operation. */
  operation: string | undefined;
  /** Makes a context of its own, so that it commits whatever becomes of the request. */
  fresh: () => Context;
}

/**
 * Announces that platform staff read an organization's data: it goes into that organization's own audit trail, and a read that
 * cannot be announced does not happen.
 */
export function accessRecorder(subgraph: string): (ctx: Context, reading: Reading) => GuardedContext['onStaffAccess'] {
  const accessed = organizationAccessed(subgraph);
  const told = new LRUCache<string, true>({ max: 10_000, ttl: ONE_ACCESS });

  return (ctx, { operation, fresh }) =>
    async (organization, { fieldName }) => {
      const organizationId = isUuid(organization) ? organization : await ctx.facts.organizationAt({ slug: organization });
      const key = JSON.stringify([ctx.actor.subject, organizationId, fieldName]);
      // What belongs to nobody is nobody's to know about.
      if (!organizationId || told.has(key)) return;
      const { em, events } = fresh();
      const payload = {
        organizationId,
        userId: ctx.actor.subject ?? '',
        operation: operation ?? '',
        fields: [fieldName],
      };
      events.raise(accessed, payload);
      await em.flush();
      told.set(key, true);
    };
}
