import type { Identity } from '@supergraph/kernel/auth';
import { totpCode } from '../domain/totp.js';
import { type App, aMember, identityOf, logIn, PASSWORD } from './arrange.js';

export const ENROLL =
  'mutation ($challenge: String) { totpEnroll(challengeToken: $challenge) { otpauthUri secret userErrors { code field } } }';
export const CONFIRM = `mutation ($code: String!, $challenge: String) { totpConfirm(code: $code, challengeToken: $challenge) { backupCodes
  mfa { enabled required backupCodesLeft factors { id kind } } userErrors { code field }
  outcome { __typename ... on TokenPair { accessToken session { aal authMethods organization { id } } } } } }`;
export const CHALLENGED = `mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } outcome { __typename
  ... on MfaChallenge { challengeToken factors attemptsLeft } ... on TokenPair { accessToken trustedDeviceToken session { aal } }
  ... on OrganizationChoice { loginToken organizations { id } } } } }`;
export const VERIFY = `mutation ($input: LoginVerifyMfaInput!) { loginVerifyMfa(input: $input) { userErrors { code field }
  outcome { __typename ... on TokenPair { accessToken trustedDeviceToken session { aal authMethods deviceName } }
    ... on OrganizationChoice { loginToken organizations { id } } } } }`;

export const MFA = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { mfa { enabled required backupCodesLeft
  factors { id kind } trustedDevices { id name } } } } }`;

type WhoApp = App & { as(identity: Identity): Pick<App, 'execute'> };

/** Codes of an authenticator app, each newer than the one before: the clock of a test does not move. */
export class Authenticator {
  #step = -1;

  constructor(readonly secret: string) {}

  /** One step before the present one, then the present one, then the one after it. */
  next(): string {
    const code = totpCode(this.secret, Date.now() + this.#step * 30_000);
    this.#step += 1;
    return code;
  }
}

/** A member with an authenticator app; the app has two codes left. */
export async function aMemberWithTotp(app: WhoApp, init: Parameters<typeof aMember>[1] = {}) {
  const member = await aMember(app, init);
  const { outcome } = await logIn(app, member.account);
  const identity = identityOf(outcome.accessToken);
  const { data } = await app.as(identity).execute(ENROLL, {});
  const authenticator = new Authenticator(data.totpEnroll.secret);
  const confirmed = (await app.as(identity).execute(CONFIRM, { code: authenticator.next() })).data.totpConfirm;
  return {
    ...member,
    identity,
    sessionId: outcome.session.id as string,
    authenticator,
    backupCodes: confirmed.backupCodes as string[],
    confirmed,
  };
}

/** Logins with a second factor, and what somebody is shown of theirs. */
export function secondFactorsIn(app: WhoApp) {
  const logInTo = async ({ email }: { email: string }, input: object = {}) =>
    (await app.execute(CHALLENGED, { input: { email, password: PASSWORD, ...input } })).data.login.outcome;
  const verify = async (challengeToken: string, code: string, input: object = {}) =>
    (await app.execute(VERIFY, { input: { challengeToken, kind: 'TOTP', code, ...input } })).data?.loginVerifyMfa;
  const mfaOf = async (who: Identity) =>
    (await app.as(who).execute(MFA, { of: [{ __typename: 'User', id: who.subject }] })).data._entities[0].mfa;
  return { logInTo, verify, mfaOf };
}
