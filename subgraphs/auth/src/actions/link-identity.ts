import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { identityLinked, identityUnlinked } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { LinkedIdentity, type NewLink } from '../domain/linked-identity.entity.js';
import type { LoginProvider } from '../domain/login-provider.js';
import { AttemptPurpose } from '../domain/oidc-attempt.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { type ShownLink, shownLink } from '../queries/list-linked-identities.js';
import { namesOfProviders } from '../queries/names-of-providers.js';
import { endSessions } from './end-sessions.js';
import { mail } from './mail.js';
import { type BegunAttempt, beginAttempt, findLoginProvider, finishAttempt, type Returned } from './oidc-attempts.js';
import { freshAccount } from './own-account.js';

const MOST_LINKS = 10;

const beginInput = z.object({ providerId: z.string().max(100), redirectUri: z.string() });
export type LinkBegin = z.input<typeof beginInput>;

export const returnedInput = z.object({
  loginState: z.string().max(200, 'No token is that long'),
  callbackUrl: z.string().max(10_000, 'No answer is that long'),
});

/**
 * Sends the viewer to a provider that is to open their account: one of the platform's, or one of the organization that they are in.
 *
 * @throws InvalidInputError; AuthErrors.REAUTHENTICATION_REQUIRED, OWN_LOGIN_REQUIRED; CommonErrors.NOT_FOUND, UNAVAILABLE
 */
export async function beginLink(request: AuthContext, values: LinkBegin): Promise<BegunAttempt> {
  const { providerId, redirectUri } = parseInput(beginInput, values);
  const { ctx, account, session } = await freshAccount(request);
  const provider = await findLoginProvider(ctx, providerId);
  if (!provider || !speaksHere(provider, session.organizationId)) throw CommonErrors.NOT_FOUND('Login provider').at('input', 'providerId');
  return beginAttempt(ctx, provider, { purpose: AttemptPurpose.LINK, redirectUri, slug: null, deviceName: null, userId: account.id });
}

/**
 * Links who the provider says the viewer is to their account; again is fine. The person is told by mail.
 *
 * @throws InvalidInputError; AuthErrors.IDENTITY_ALREADY_LINKED, IDENTITY_REJECTED, TOKEN_INVALID, REAUTHENTICATION_REQUIRED,
 *   OWN_LOGIN_REQUIRED; CommonErrors.UNAVAILABLE
 */
export async function finishLink(request: AuthContext, values: Returned): Promise<ShownLink> {
  const returned = parseInput(returnedInput, values);
  const { ctx, account, session } = await freshAccount(request);
  const { provider, identity } = await finishAttempt(ctx, returned, account.id);
  if (!speaksHere(provider, session.organizationId)) throw AuthErrors.IDENTITY_REJECTED();
  const { email } = await identity.profile();
  const linked = await link(ctx, provider, { userId: account.id, subject: identity.subject, email, by: 'PERSON' });
  if (linked.userId !== account.id) throw AuthErrors.IDENTITY_ALREADY_LINKED();
  return shownLink(linked, provider.name);
}

const speaksHere = ({ organization }: LoginProvider, organizationId: string | null): boolean =>
  organization === null || organization.id === organizationId;

export interface Linking extends Pick<NewLink, 'userId' | 'subject' | 'email'> {
  by: 'PERSON' | 'LOGIN';
}

/**
 * Links a provider's name for somebody to an account, and tells them. Of many at once, one does.
 *
 * @returns the link that is there: where there was one before, it may be another account's.
 * @throws CommonErrors.INVALID where the account has as many as it can have.
 */
export function link(ctx: AuthContext, provider: LoginProvider, { userId, subject, email, by }: Linking): Promise<LinkedIdentity> {
  const { id: providerId, issuer } = provider;
  return inTransaction(ctx.em, async () => {
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.linked_identity:${userId}`]);
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.linked_identity:${providerId} ${issuer} ${subject}`]);
    const existing = await ctx.em.findOne(LinkedIdentity, { providerId, issuer, subject });
    if (existing) return existing;
    if ((await ctx.em.count(LinkedIdentity, { userId })) >= MOST_LINKS)
      throw CommonErrors.INVALID(`At most ${MOST_LINKS} logins can be linked`);
    const linked = new LinkedIdentity({ userId, providerId, issuer, subject, email });
    ctx.em.persist(linked);
    ctx.events.raise(identityLinked, { ...factsOf(linked), by }, { actor: { kind: 'user', id: userId } });
    tell(ctx, userId, { change: 'ADDED', provider: provider.name });
    await ctx.em.flush();
    return linked;
  });
}

/**
 * Unlinks one of the viewer's logins. Their sessions that began by it end, but for the one they are in; the person is told by mail.
 *
 * @throws AuthErrors.REAUTHENTICATION_REQUIRED, OWN_LOGIN_REQUIRED; CommonErrors.NOT_FOUND
 */
export async function removeLink(request: AuthContext, id: string): Promise<void> {
  const { ctx, account, session } = await freshAccount(request);
  const { id: userId } = account;
  await inTransaction(ctx.em, async () => {
    const linked = (await ctx.em.find(LinkedIdentity, { userId })).find((one) => one.id === id);
    if (!linked) throw CommonErrors.NOT_FOUND('Linked login').at('id');
    const names = await namesOfProviders(ctx, [linked]);
    ctx.em.remove(linked);
    ctx.events.raise(identityUnlinked, factsOf(linked));
    await endSessions(ctx, { userId, providerId: linked.providerId, exceptId: session.id }, SessionEndReason.REVOKED_BY_USER);
    tell(ctx, userId, { change: 'REMOVED', provider: names.get(linked.providerId) ?? '' });
    await ctx.em.flush();
  });
}

const factsOf = ({ id: linkedIdentityId, userId, providerId }: LinkedIdentity) => ({ userId, linkedIdentityId, providerId });

function tell(ctx: AuthContext, userId: string, what: { change: 'ADDED' | 'REMOVED'; provider: string }): void {
  const { ip: ipAddress = null, userAgent = null } = ctx.client;
  mail(ctx, MailKind.IDENTITY_LINK_CHANGED, { userId, ...what, ipAddress, userAgent, at: new Date().toISOString() });
}
