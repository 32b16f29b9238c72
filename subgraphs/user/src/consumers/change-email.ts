import { defineConsumer } from '@supergraph/kernel/events';
import { emailChanged } from '@supergraph/schema/events';
import { takeOverEmail } from '../actions/take-over-email.js';

/** Somebody logs in with another address from now on: it is where they are reached, too. */
export const changeEmail = defineConsumer({
  name: 'user.change-email',
  event: emailChanged,
  handle: takeOverEmail,
});
