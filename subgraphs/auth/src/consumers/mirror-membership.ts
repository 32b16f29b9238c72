import { defineConsumer } from '@supergraph/kernel/events';
import { membershipCreated, membershipUpdated } from '@supergraph/schema/events';
import { recordMembership } from '../actions/record-membership.js';
import type { AuthContext } from '../context.js';

/** What people may do in their organizations, kept here for tokens; who loses a membership loses the sessions in it. */
export const mirrorMembership = defineConsumer({
  name: 'auth.mirror-membership',
  event: [membershipCreated, membershipUpdated],
  handle: (ctx: AuthContext, membership) => recordMembership(ctx, membership),
});
