import { defineConsumer } from '@supergraph/kernel/events';
import { userUpdated } from '@supergraph/schema/events';
import { recordUserStatus } from '../actions/record-user-status.js';
import type { AuthContext } from '../context.js';

/** Somebody was disabled, or enabled again: that decides whether they can log in. */
export const followUserStatus = defineConsumer({
  name: 'auth.follow-user-status',
  event: userUpdated,
  async handle(ctx: AuthContext, { userId, status }) {
    if (status) await recordUserStatus(ctx, userId, status);
  },
});
