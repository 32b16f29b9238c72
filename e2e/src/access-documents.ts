/** What a frontend sends about sessions, locked accounts, an organization's policy, and machines with their keys. */
export const SESSIONS = `
  query Sessions {
    viewer {
      sessions(first: 20) {
        nodes { id deviceName ipAddress userAgent createdAt lastUsedAt isCurrent authMethods aal }
      }
    }
  }`;

export const REVOKE_SESSION = `
  mutation RevokeSession($id: ID!) {
    sessionRevoke(id: $id) { session { id status endedReason } userErrors { code message } }
  }`;

export const REVOKE_OTHERS = `
  mutation RevokeOthers {
    sessionRevokeOthers { revokedCount userErrors { code message } }
  }`;

export const REVOKE_SESSIONS_OF = `
  mutation RevokeSessionsOf($userId: ID!, $reason: String!) {
    userSessionsRevoke(userId: $userId, reason: $reason) { revokedCount userErrors { code message } }
  }`;

export const DISABLE_USER = `
  mutation DisableUser($id: ID!, $reason: String!) {
    userDisable(id: $id, reason: $reason) { user { id status } userErrors { code message field } }
  }`;

export const ENABLE_USER = `
  mutation EnableUser($id: ID!, $reason: String!) {
    userEnable(id: $id, reason: $reason) { user { id status } userErrors { code message field } }
  }`;

export const SESSION_CHANGED = `
  subscription SessionChanged {
    sessionChanged { occurredAt change sessionId reason }
  }`;

export const LOCKOUT = `
  query Lockout($id: ID!) {
    user(id: $id) { lockout { kind lockedUntil failedAttempts } }
  }`;

export const UNLOCK_USER = `
  mutation UnlockUser($userId: ID!, $reason: String!) {
    userUnlock(userId: $userId, reason: $reason) { ok userErrors { code message } }
  }`;

export const UNLOCK_BY_MAIL = `
  mutation UnlockByMail($token: String!) {
    accountUnlock(token: $token) { ok userErrors { code message } }
  }`;

export const RESET_FACTORS = `
  mutation ResetFactors($userId: ID!, $reason: String!) {
    userMfaReset(userId: $userId, reason: $reason) { ok userErrors { code message field } }
  }`;

export const UPDATE_POLICY = `
  mutation UpdatePolicy($input: SecurityPolicyInput!) {
    securityPolicyUpdate(input: $input) {
      securityPolicy { mfaRequired sessionIdleMinutes sessionMaxHours passwordMinLength lockoutMaxAttempts lockoutMinutes revision }
      userErrors { code message field }
    }
  }`;

export const CREATE_SERVICE_ACCOUNT = `
  mutation CreateServiceAccount($input: ServiceAccountInput!) {
    serviceAccountCreate(input: $input) {
      serviceAccount { id name scopes enabled revision }
      userErrors { code message field }
    }
  }`;

export const CREATE_KEY = `
  mutation CreateKey($input: ApiKeyCreateInput!) {
    apiKeyCreate(input: $input) {
      secret
      apiKey { id prefix last4 scopes expiresAt }
      userErrors { code message field }
    }
  }`;

export const ROTATE_KEY = `
  mutation RotateKey($id: ID!, $overlapSeconds: Int!) {
    apiKeyRotate(id: $id, overlapSeconds: $overlapSeconds) {
      secret
      apiKey { id prefix last4 rotatesFrom }
      userErrors { code message field }
    }
  }`;

export const REVOKE_KEY = `
  mutation RevokeKey($id: ID!) {
    apiKeyRevoke(id: $id) { serviceAccount { id } userErrors { code message } }
  }`;

export const SERVICE_ACCOUNTS = `
  query ServiceAccounts($organizationId: ID!) {
    organization(id: $organizationId) {
      serviceAccounts(first: 20) {
        nodes {
          id
          name
          scopes
          enabled
          keys { id prefix last4 enabled expiresAt revokesAt lastUsedAt lastUsedIp }
        }
      }
    }
  }`;

export const START_IMPERSONATION = `
  mutation StartImpersonation($input: ImpersonationStartInput!) {
    impersonationStart(input: $input) {
      tokens { accessToken expiresIn }
      userErrors { code message field }
    }
  }`;

export const STOP_IMPERSONATION = `
  mutation StopImpersonation {
    impersonationStop { ok userErrors { code message } }
  }`;

export const ROTATE_SIGNING_KEY = `
  mutation RotateSigningKey($reason: String!, $dropCurrent: Boolean!) {
    signingKeyRotate(reason: $reason, dropCurrent: $dropCurrent) { ok userErrors { code message } }
  }`;
