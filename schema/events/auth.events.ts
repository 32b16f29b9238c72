import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('auth', minors);

export const accountCreated = defineEvent('auth.account.created.v1', {
  aggregate: 'account',
  id: 'userId',
  promise: 'Somebody can log in. With an organization they are its first owner; user creates the person and the membership.',
  payload: z.object({
    userId: z.uuid(),
    email: z.email(),
    displayName: z.string(),
    organizationId: z.uuid().nullable(),
    isPlatformAdmin: z.boolean(),
  }),
});

const session = { sessionId: z.uuid(), userId: z.uuid(), organizationId: z.uuid().nullable() };

export const sessionStarted = defineEvent('auth.session.started.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'Somebody logged in.',
  payload: z.object(session),
});

export const sessionEnded = defineEvent('auth.session.ended.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'The session is over; its access tokens must not be honoured any longer.',
  payload: z.object({ ...session, reason: z.string() }),
});

export const sessionReuseDetected = defineEvent('auth.session.reuse_detected.v1', {
  aggregate: 'session',
  id: 'sessionId',
  promise: 'A refresh token was presented again after its time: a copy of it is about. The session was ended with it.',
  payload: z.object(session),
});

export const loginFailed = defineEvent('auth.login.failed.v1', {
  aggregate: 'account',
  id: 'userId',
  promise: 'A login to an existing account was refused; unknown addresses are not announced.',
  payload: z.object({ userId: z.uuid(), reason: z.string() }),
});
