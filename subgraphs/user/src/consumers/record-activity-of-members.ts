import { defineConsumer } from '@supergraph/kernel/events';
import { sessionStarted } from '@supergraph/schema/events';
import { recordActivity } from '../actions/record-activity.js';
import type { UserContext } from '../context.js';

/** Somebody logged in to an organization: that is when they were last seen there. Platform staff log in to none. */
export const recordActivityOfMembers = defineConsumer({
  name: 'user.record-activity-of-members',
  event: sessionStarted,
  handle: async (ctx: UserContext, { organizationId, userId }, { createdAt }) => {
    if (organizationId) await recordActivity(ctx, { organizationId, userId, at: new Date(createdAt) });
  },
});
