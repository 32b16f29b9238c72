import { isUuid } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { endSessionsOfFormerProviders } from './actions/end-sessions-of-former-providers.js';
import { ensureSuperAdmin } from './actions/ensure-super-admin.js';
import { forgetThePast } from './actions/forget-the-past.js';
import { recoverSignUps } from './actions/recover-sign-ups.js';
import { remindOfEnds } from './actions/remind-of-ends.js';
import { keepSigningKeys } from './actions/rotate-signing-keys.js';
import { sendMails } from './actions/send-mails.js';
import { config } from './config.js';
import { followUserStatus } from './consumers/follow-user-status.js';
import { forgetSigningKeys } from './consumers/forget-signing-keys.js';
import { mirrorMembership } from './consumers/mirror-membership.js';
import { mirrorOrganization } from './consumers/mirror-organization.js';
import { tellOfNewKeys } from './consumers/tell-of-new-keys.js';
import { type AuthContext, type AuthServices, loaders, services } from './context.js';
import { Account } from './domain/account.entity.js';
import { ApiKey } from './domain/api-key.entity.js';
import { BackupCode } from './domain/backup-code.entity.js';
import { FormerPassword } from './domain/former-password.entity.js';
import { IdentityProvider } from './domain/identity-provider.entity.js';
import { LinkedIdentity } from './domain/linked-identity.entity.js';
import { MembershipGrant } from './domain/membership-grant.entity.js';
import { MfaChallenge } from './domain/mfa-challenge.entity.js';
import { MfaFactor } from './domain/mfa-factor.entity.js';
import { OidcAttempt } from './domain/oidc-attempt.entity.js';
import { OneTimeToken } from './domain/one-time-token.entity.js';
import { Organization } from './domain/organization.entity.js';
import { OutgoingMail } from './domain/outgoing-mail.entity.js';
import { PasskeyChallenge } from './domain/passkey-challenge.entity.js';
import { SecurityPolicy } from './domain/security-policy.entity.js';
import { ServiceAccount } from './domain/service-account.entity.js';
import { Session } from './domain/session.entity.js';
import { SignUp } from './domain/sign-up.entity.js';
import { SigningKey } from './domain/signing-key.entity.js';
import { TrustedDevice } from './domain/trusted-device.entity.js';
import { seesOrganization } from './domain/visibility.js';
import { ApiKeyResolver, ServiceAccountResolver } from './graphql/api-key.resolver.js';
import { EmailResolver } from './graphql/email.resolver.js';
import { IdentityProviderResolver } from './graphql/identity-provider.resolver.js';
import { ImpersonationResolver } from './graphql/impersonation.resolver.js';
import { impersonationRules } from './graphql/impersonation-rules.js';
import { SessionEventResolver } from './graphql/live.resolver.js';
import { LoginResolver } from './graphql/login.resolver.js';
import { LoginProviderResolver } from './graphql/login-provider.resolver.js';
import { MfaResolver } from './graphql/mfa.resolver.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { PasskeyResolver } from './graphql/passkey.resolver.js';
import { PasswordResolver } from './graphql/password.resolver.js';
import { RegistrationResolver } from './graphql/registration.resolver.js';
import { SecurityPolicyResolver } from './graphql/security-policy.resolver.js';
import { SessionResolver } from './graphql/session.resolver.js';
import { SignUpResolver } from './graphql/sign-up.resolver.js';
import { SigningKeyResolver } from './graphql/signing-key.resolver.js';
import { channelsOf, subscriptions } from './graphql/subscriptions.js';
import { UserResolver } from './graphql/user.resolver.js';
import { migrations } from './migrations/index.js';
import { findSession } from './queries/find-session.js';
import { facts } from './queries/session-facts.js';

export const authSubgraph = createSubgraph({
  name: 'auth',
  config,
  entities: [
    Account,
    ApiKey,
    BackupCode,
    FormerPassword,
    IdentityProvider,
    LinkedIdentity,
    MembershipGrant,
    MfaChallenge,
    MfaFactor,
    OidcAttempt,
    OneTimeToken,
    Organization,
    OutgoingMail,
    PasskeyChallenge,
    SecurityPolicy,
    ServiceAccount,
    Session,
    SigningKey,
    SignUp,
    TrustedDevice,
  ],
  migrations,
  resolvers: [
    LoginResolver,
    LoginProviderResolver,
    PasswordResolver,
    MfaResolver,
    PasskeyResolver,
    EmailResolver,
    SessionResolver,
    SignUpResolver,
    RegistrationResolver,
    SessionEventResolver,
    UserResolver,
    OrganizationResolver,
    SecurityPolicyResolver,
    IdentityProviderResolver,
    SigningKeyResolver,
    ImpersonationResolver,
    ServiceAccountResolver,
    ApiKeyResolver,
  ],
  subscriptions,
  channelsOf,
  services,
  closeServices: async ({ mailer, openId }) => {
    await openId.close();
    await mailer.close();
  },
  loaders,
  references: {
    Session: ({ id }, ctx: AuthContext) => findSession(ctx, id),
    ServiceAccount: ({ id }, { loaders }: AuthContext) => loaders.serviceAccountById.load(id),
    User: ({ id }) => (isUuid(id) ? { id } : null),
    Organization: ({ id }, { actor }: AuthContext) => (isUuid(id) && seesOrganization(actor, id) ? { id } : null),
  },
  open: {
    'Query.jwks': 'the public keys are public',
    Session: 'shown in the answer to a login, when the request is still nobody’s; whose it is decides who sees another time',
    SignUp: 'reached through Query.signUps alone, which asks for a platform scope',
    'Mutation.organizationSignUp': 'whoever signs up has no account yet',
    'Mutation.register': 'the token of the invitation, which came by mail, says who it is',
    'Mutation.login': 'nobody is logged in before',
    'Mutation.loginSelectOrganization': 'the login token proves who it is',
    'Mutation.tokenRefresh': 'the refresh token proves who it is',
    'Mutation.logout': 'a refresh token proves who it is, or an access token',
    'Mutation.loginVerifyMfa': 'the challenge, which came with a right password, says who it is',
    'Mutation.passkeyLoginBegin': 'nobody is logged in before',
    'Mutation.passkeyLoginFinish': 'what the device has signed says who it is',
    'Query.loginProviders': 'what a login page shows, before anybody is logged in',
    'Mutation.oidcLoginBegin': 'nobody is logged in before',
    'Mutation.oidcLoginFinish': 'the provider’s answer says who it is',
    'Mutation.totpEnroll': 'whoever is logged in, or holds the challenge of a login that waits for a second factor to be set up',
    'Mutation.totpConfirm': 'whoever is logged in, or holds the challenge of a login that waits for a second factor to be set up',
    'Mutation.passwordResetRequest': 'whoever forgot their password cannot log in',
    'Mutation.passwordReset': 'the link, which came by mail, says who it is',
    'Mutation.accountUnlock': 'the link, which came by mail, says who it is',
    'Mutation.emailVerificationSend': 'whoever is to be mailed need not be logged in on this device',
    'Mutation.emailVerify': 'the link, which came by mail, says who it is',
    'Mutation.emailChangeConfirm': 'the link, which came by mail, says who it is',
    'Mutation.emailChangeUndo': 'the link, which came by mail, says who it is',
  },
  impersonation: impersonationRules,
  facts,
  consumers: [mirrorOrganization, mirrorMembership, followUserStatus, tellOfNewKeys],
  directConsumers: ({ services: { signingKeys } }) => [forgetSigningKeys(signingKeys)],
  prepare: async (ctx) => {
    await ensureSuperAdmin(ctx);
    await endSessionsOfFormerProviders(ctx);
  },
  jobs: [
    { name: 'recover-sign-ups', every: 5_000, run: recoverSignUps },
    { name: 'send-mails', every: 1_000, run: sendMails },
    { name: 'keep-signing-keys', every: 60_000, run: keepSigningKeys },
    { name: 'remind-of-ends', every: 3_600_000, run: remindOfEnds },
    { name: 'forget-the-past', every: 600_000, run: forgetThePast },
  ],
  routes: [
    {
      path: '/.well-known/jwks.json',
      handle: async ({ signingKeys }: AuthServices) => ({
        body: await signingKeys.jwks(),
        headers: { 'cache-control': 'public, max-age=60', 'content-type': 'application/json' },
      }),
    },
  ],
});
