import { createSubgraph } from '@supergraph/kernel/subgraph';
import { ensureSuperAdmin } from './actions/ensure-super-admin.js';
import { recoverSignUps } from './actions/recover-sign-ups.js';
import { config } from './config.js';
import { mirrorMembership } from './consumers/mirror-membership.js';
import { mirrorOrganization } from './consumers/mirror-organization.js';
import { type AuthContext, type AuthServices, loaders, services } from './context.js';
import { Account } from './domain/account.entity.js';
import { MembershipGrant } from './domain/membership-grant.entity.js';
import { Organization } from './domain/organization.entity.js';
import { Session } from './domain/session.entity.js';
import { SignUp } from './domain/sign-up.entity.js';
import { SigningKey } from './domain/signing-key.entity.js';
import { SessionEventResolver } from './graphql/live.resolver.js';
import { SessionResolver } from './graphql/session.resolver.js';
import { SignUpResolver } from './graphql/sign-up.resolver.js';
import { channelsOf, subscriptions } from './graphql/subscriptions.js';
import { migrations } from './migrations/index.js';
import { findSession } from './queries/find-session.js';
import { facts } from './queries/session-facts.js';

export const authSubgraph = createSubgraph({
  name: 'auth',
  config,
  entities: [Account, MembershipGrant, Organization, Session, SigningKey, SignUp],
  migrations,
  resolvers: [SessionResolver, SignUpResolver, SessionEventResolver],
  subscriptions,
  channelsOf,
  services,
  loaders,
  references: {
    Session: ({ id }, ctx: AuthContext) => findSession(ctx, id),
  },
  open: {
    'Query.jwks': 'the public keys are public',
    Session: 'shown in the answer to a login, when the request is still nobody’s; whose it is decides who sees another time',
    SignUp: 'reached through Query.signUps alone, which asks for a platform scope',
    'Mutation.organizationSignUp': 'whoever signs up has no account yet',
    'Mutation.login': 'nobody is logged in before',
    'Mutation.loginSelectOrganization': 'the login token proves who it is',
    'Mutation.tokenRefresh': 'the refresh token proves who it is',
    'Mutation.logout': 'a refresh token proves who it is, or an access token',
  },
  facts,
  consumers: [mirrorOrganization, mirrorMembership],
  prepare: ensureSuperAdmin,
  jobs: [{ name: 'recover-sign-ups', every: 5_000, run: recoverSignUps }],
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
