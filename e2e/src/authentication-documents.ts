/**
 * What a frontend sends about logins, second factors, passwords, sessions and keys. The stories send these very texts, and
 * docs/authentication-flows.md shows them: a test compares the two.
 */
const OUTCOME = `outcome {
        __typename
        ... on TokenPair { accessToken refreshToken expiresIn trustedDeviceToken session { id aal authMethods } }
        ... on OrganizationChoice { loginToken expiresAt organizations { id name slug } }
        ... on MfaChallenge { challengeToken expiresAt factors attemptsLeft }
      }`;

export const SEND_VERIFICATION = `
  mutation SendVerification($email: String!) {
    emailVerificationSend(email: $email) { ok userErrors { code message } }
  }`;

export const VERIFY_EMAIL = `
  mutation VerifyEmail($token: String!) {
    emailVerify(token: $token) { ok userErrors { code message } }
  }`;

export const REGISTER = `
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const LOG_IN = `
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const SELECT_ORGANIZATION = `
  mutation SelectOrganization($loginToken: String!, $organizationId: ID!) {
    loginSelectOrganization(loginToken: $loginToken, organizationId: $organizationId) {
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const SWITCH_ORGANIZATION = `
  mutation SwitchOrganization($organizationId: ID!) {
    organizationSwitch(organizationId: $organizationId) {
      tokens { accessToken refreshToken expiresIn }
      userErrors { code message field }
    }
  }`;

export const VERIFY_MFA = `
  mutation VerifyMfa($input: LoginVerifyMfaInput!) {
    loginVerifyMfa(input: $input) {
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const REFRESH_TOKENS = `
  mutation RefreshTokens($refreshToken: String!) {
    tokenRefresh(refreshToken: $refreshToken) {
      tokens { accessToken refreshToken expiresIn }
      userErrors { code message }
    }
  }`;

export const LOG_OUT = `
  mutation LogOut {
    logout { ok userErrors { code message } }
  }`;

export const ENROL_TOTP = `
  mutation EnrolTotp($challengeToken: String) {
    totpEnroll(challengeToken: $challengeToken) { otpauthUri secret userErrors { code message } }
  }`;

export const CONFIRM_TOTP = `
  mutation ConfirmTotp($code: String!, $challengeToken: String) {
    totpConfirm(code: $code, challengeToken: $challengeToken) {
      backupCodes
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const SECURITY = `
  query Security {
    viewer {
      emailVerified
      mfa {
        enabled
        required
        backupCodesLeft
        factors { id kind createdAt lastUsedAt }
        trustedDevices { id name lastUsedAt expiresAt }
      }
    }
  }`;

export const REGENERATE_CODES = `
  mutation RegenerateCodes {
    backupCodesRegenerate { backupCodes userErrors { code message } }
  }`;

export const REMOVE_FACTOR = `
  mutation RemoveFactor($id: ID!) {
    mfaFactorRemove(id: $id) { ok userErrors { code message } }
  }`;

export const REVOKE_DEVICE = `
  mutation RevokeDevice($id: ID!) {
    trustedDeviceRevoke(id: $id) { ok userErrors { code message } }
  }`;

export const BEGIN_PASSKEY = `
  mutation BeginPasskey {
    passkeyRegisterBegin { options userErrors { code message } }
  }`;

export const FINISH_PASSKEY = `
  mutation FinishPasskey($name: String, $credential: JSON!) {
    passkeyRegisterFinish(name: $name, credential: $credential) { backupCodes userErrors { code message field } }
  }`;

export const BEGIN_PASSKEY_LOGIN = `
  mutation BeginPasskeyLogin {
    passkeyLoginBegin { options userErrors { code message } }
  }`;

export const FINISH_PASSKEY_LOGIN = `
  mutation FinishPasskeyLogin($input: PasskeyLoginInput!) {
    passkeyLoginFinish(input: $input) {
      ${OUTCOME}
      userErrors { code message field }
    }
  }`;

export const REAUTHENTICATE = `
  mutation Reauthenticate($password: String, $code: String) {
    reauthenticate(password: $password, code: $code) {
      tokens { accessToken refreshToken expiresIn }
      userErrors { code message field }
    }
  }`;

export const CHANGE_PASSWORD = `
  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {
    passwordChange(currentPassword: $currentPassword, newPassword: $newPassword) {
      tokens { accessToken refreshToken expiresIn }
      userErrors { code message field }
    }
  }`;

export const REQUEST_RESET = `
  mutation RequestReset($email: String!) {
    passwordResetRequest(email: $email) { ok userErrors { code message } }
  }`;

export const RESET_PASSWORD = `
  mutation ResetPassword($token: String!, $newPassword: String!) {
    passwordReset(token: $token, newPassword: $newPassword) { ok userErrors { code message field } }
  }`;

export const REQUEST_EMAIL_CHANGE = `
  mutation RequestEmailChange($newEmail: String!) {
    emailChangeRequest(newEmail: $newEmail) { ok userErrors { code message } }
  }`;

export const CONFIRM_EMAIL_CHANGE = `
  mutation ConfirmEmailChange($token: String!) {
    emailChangeConfirm(token: $token) { ok userErrors { code message } }
  }`;

export const UNDO_EMAIL_CHANGE = `
  mutation UndoEmailChange($token: String!) {
    emailChangeUndo(token: $token) { ok userErrors { code message } }
  }`;
