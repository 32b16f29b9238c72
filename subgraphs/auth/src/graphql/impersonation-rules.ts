import type { ImpersonationRules } from '@supergraph/kernel/graphql';

const THEIRS = 'how somebody gets in, and where they are, is theirs alone';
const THE_ORGANIZATIONS = 'who gets into an organization, and how, its own people decide';

/** What staff may do, and what never, while they act as somebody else. The session says it a second time: see `checkFreshLogin`. */
export const impersonationRules: ImpersonationRules = {
  open: {
    'Mutation.impersonationStop': 'it ends just that',
    'Mutation.logout': 'it ends just that',
    'Mutation.tokenRefresh': 'the refresh token says whose session goes on: the staff’s own, since acting as somebody has none',
  },
  personal: {
    'Mutation.passwordChange': THEIRS,
    'Mutation.reauthenticate': THEIRS,
    'Mutation.emailChangeRequest': THEIRS,
    'Mutation.totpEnroll': THEIRS,
    'Mutation.totpConfirm': THEIRS,
    'Mutation.passkeyRegisterBegin': THEIRS,
    'Mutation.passkeyRegisterFinish': THEIRS,
    'Mutation.mfaFactorRemove': THEIRS,
    'Mutation.backupCodesRegenerate': THEIRS,
    'Mutation.trustedDeviceRevoke': THEIRS,
    'Mutation.sessionRevoke': THEIRS,
    'Mutation.sessionRevokeOthers': THEIRS,
    'Mutation.organizationSwitch': THEIRS,
    'Mutation.identityLinkBegin': THEIRS,
    'Mutation.identityLinkFinish': THEIRS,
    'Mutation.linkedIdentityRemove': THEIRS,
    'Mutation.securityPolicyUpdate': THE_ORGANIZATIONS,
    'Mutation.serviceAccountCreate': THE_ORGANIZATIONS,
    'Mutation.serviceAccountUpdate': THE_ORGANIZATIONS,
    'Mutation.serviceAccountDelete': THE_ORGANIZATIONS,
    'Mutation.apiKeyCreate': THE_ORGANIZATIONS,
    'Mutation.apiKeyRotate': THE_ORGANIZATIONS,
    'Mutation.apiKeyRevoke': THE_ORGANIZATIONS,
    'Mutation.identityProviderCreate': THE_ORGANIZATIONS,
    'Mutation.identityProviderUpdate': THE_ORGANIZATIONS,
    'Mutation.identityProviderDelete': THE_ORGANIZATIONS,
  },
};
