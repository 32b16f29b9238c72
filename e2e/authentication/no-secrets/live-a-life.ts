import { randomBytes } from 'node:crypto';
import { CREATE_KEY, CREATE_SERVICE_ACCOUNT, REVOKE_KEY, ROTATE_KEY } from '../../src/access-documents.js';
import {
  CHANGE_PASSWORD,
  CONFIRM_EMAIL_CHANGE,
  CONFIRM_TOTP,
  ENROL_TOTP,
  LOG_IN,
  REAUTHENTICATE,
  REFRESH_TOKENS,
  REGENERATE_CODES,
  REGISTER,
  REQUEST_EMAIL_CHANGE,
  REQUEST_RESET,
  RESET_PASSWORD,
  UNDO_EMAIL_CHANGE,
  VERIFY_EMAIL,
  VERIFY_MFA,
} from '../../src/authentication-documents.js';
import { Authenticator } from '../../src/authenticator.js';
import type { Answer } from '../../src/client.js';
import { SIGN_UP } from '../../src/documents.js';
import { mailedToken } from '../../src/mailbox.js';
import { aCompany } from '../../testkit/companies.js';
import type { ObservedProduct } from '../../testkit/product-on-test-database.js';
import type { Secrets } from './secrets.js';
import type { Witness } from './witness.js';

const INVITE = 'mutation ($input: InvitationCreateInput!) { invitationCreate(input: $input) { userErrors { code message } } }';
const aPassword = () => `Pw-${randomBytes(12).toString('base64url')}`;

/** Somebody who uses everything that has a secret in it, rightly and wrongly, and tells the secrets. */
export class Life {
  readonly company = aCompany({ password: aPassword() });
  token = '';
  password = this.company.password;

  constructor(
    private readonly product: ObservedProduct,
    private readonly witness: Witness,
    private readonly secrets: Secrets,
  ) {}

  async live(): Promise<void> {
    await this.begin();
    await this.invite();
    await this.refresh();
    await this.takeSecondFactor();
    await this.changePasswords();
    await this.changeAddress();
    await this.keepMachines();
  }

  #keep(tokens: Answer): Answer {
    if (!tokens?.accessToken) throw new Error(`There are no tokens: ${this.witness.refusals.at(-1)}`);
    this.secrets.addToken('access token', tokens.accessToken);
    this.secrets.add('refresh token', tokens.refreshToken);
    this.secrets.add('token of a trusted device', tokens.trustedDeviceToken);
    this.token = tokens.accessToken;
    return tokens;
  }

  async #mailed(page: string, kind: string, email = this.company.ownerEmail): Promise<string> {
    const token = await mailedToken(this.product.mailFolder, email, { page });
    this.secrets.add(kind, token);
    return token;
  }

  async begin(): Promise<void> {
    this.secrets.add('password', this.password);
    const { tokens } = await this.witness.ask(SIGN_UP, { input: this.company });
    this.#keep(tokens);
    const token = await this.#mailed('verify-email', 'token of a verification');
    for (let times = 0; times < 2; times += 1) await this.witness.ask(VERIFY_EMAIL, { token });
  }

  /** A colleague who registers: with a password that will not do, with another one, and with a wrong one. */
  async invite(): Promise<void> {
    const email = `colleague-${this.company.ownerEmail}`;
    const { data } = await this.witness.send('POST', '/graphql', {
      token: this.token,
      body: JSON.stringify({ query: '{ organization { id } }' }),
    });
    await this.witness.ask(INVITE, { input: { organizationId: data.organization.id, email, roleKeys: ['manager'] } }, this.token);
    const token = await this.#mailed('invitation', 'token of an invitation', email);
    const [password, wrong] = [aPassword(), aPassword()];
    this.secrets.add('password', password);
    this.secrets.add('wrong password', wrong);
    for (const sent of ['password1234', password, wrong, password]) {
      const { outcome } = await this.witness.ask(REGISTER, { input: { token, password: sent, trustDevice: true } });
      if (!outcome) continue;
      this.secrets.addToken('access token', outcome.accessToken);
      this.secrets.add('refresh token', outcome.refreshToken);
      this.secrets.add('token of a trusted device', outcome.trustedDeviceToken);
    }
  }

  /** A login, an error in the password, and a token that comes twice. */
  async refresh(): Promise<void> {
    const wrong = aPassword();
    this.secrets.add('wrong password', wrong);
    await this.witness.ask(LOG_IN, { input: { email: this.company.ownerEmail, password: wrong } });
    const first = this.#keep((await this.logIn()).outcome);
    const second = this.#keep((await this.witness.ask(REFRESH_TOKENS, { refreshToken: first.refreshToken })).tokens);
    this.#keep((await this.witness.ask(REFRESH_TOKENS, { refreshToken: second.refreshToken })).tokens);
    await this.witness.ask(REFRESH_TOKENS, { refreshToken: first.refreshToken });
    this.#keep((await this.logIn()).outcome);
  }

  logIn(more: Record<string, unknown> = {}): Promise<Answer> {
    return this.witness.ask(LOG_IN, { input: { email: this.company.ownerEmail, password: this.password, ...more } });
  }

  async takeSecondFactor(): Promise<void> {
    const { secret } = await this.witness.ask(ENROL_TOTP, {}, this.token);
    const app = new Authenticator(secret);
    this.secrets.add('secret of an authenticator app', secret);
    await this.witness.ask(CONFIRM_TOTP, { code: '000000' }, this.token);
    const { backupCodes } = await this.witness.ask(CONFIRM_TOTP, { code: app.next() }, this.token);
    const renewed = (await this.witness.ask(REGENERATE_CODES, {}, this.token)).backupCodes;
    this.secrets.add('backup code', ...[...backupCodes, ...renewed].flatMap((code: string) => [code, code.replaceAll('-', '')]));
    const { outcome: challenge } = await this.logIn();
    const { challengeToken } = challenge;
    this.secrets.add('token of a challenge', challengeToken);
    for (const code of ['wrong-codes', renewed[0]]) {
      const input = { challengeToken, kind: 'BACKUP_CODE', code, trustDevice: true };
      const { outcome } = await this.witness.ask(VERIFY_MFA, { input });
      if (outcome) this.#keep(outcome);
    }
    this.#keep((await this.witness.ask(REAUTHENTICATE, { code: app.next() }, this.token)).tokens);
  }

  async changePasswords(): Promise<void> {
    const [changed, reset, weak] = [aPassword(), aPassword(), 'password1234'];
    this.secrets.add('password', changed, reset);
    await this.witness.ask(CHANGE_PASSWORD, { currentPassword: this.password, newPassword: weak }, this.token);
    const { tokens } = await this.witness.ask(CHANGE_PASSWORD, { currentPassword: this.password, newPassword: changed }, this.token);
    this.#keep(tokens);
    await this.witness.ask(REQUEST_RESET, { email: this.company.ownerEmail });
    const token = await this.#mailed('reset-password', 'token of a reset');
    for (let times = 0; times < 2; times += 1) await this.witness.ask(RESET_PASSWORD, { token, newPassword: reset });
    this.password = reset;
    await this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    const { outcome } = await this.logIn();
    this.secrets.add('token of a challenge', outcome.challengeToken);
    const [row] = await this.product.rows<{ id: string }>('select id from auth.account where email = $1', [this.company.ownerEmail]);
    // The app has no fresh code left: its clock is put back.
    await this.product.rows('update auth.mfa_factor set last_step = last_step - 10 where user_id = $1', [row?.id]);
    const [secret] = this.secrets.of('secret of an authenticator app');
    const input = { challengeToken: outcome.challengeToken, kind: 'TOTP', code: new Authenticator(secret as string).next() };
    this.#keep((await this.witness.ask(VERIFY_MFA, { input })).outcome);
  }

  async changeAddress(): Promise<void> {
    const newEmail = `new-${this.company.ownerEmail}`;
    await this.witness.ask(REQUEST_EMAIL_CHANGE, { newEmail }, this.token);
    const token = await this.#mailed('change-email', 'token of a new address', newEmail);
    await this.witness.ask(CONFIRM_EMAIL_CHANGE, { token });
    await this.witness.ask(UNDO_EMAIL_CHANGE, { token: await this.#mailed('undo-email-change', 'token that takes an address back') });
    await this.#comeBack();
  }

  async keepMachines(): Promise<void> {
    const { data } = await this.witness.send('POST', '/graphql', {
      token: this.token,
      body: JSON.stringify({ query: '{ organization { id } }' }),
    });
    const input = { organizationId: data.organization.id, name: 'Till', scopes: ['org:read'] };
    const { serviceAccount } = await this.witness.ask(CREATE_SERVICE_ACCOUNT, { input }, this.token);
    const made = await this.witness.ask(CREATE_KEY, { input: { serviceAccountId: serviceAccount.id } }, this.token);
    const rotated = await this.witness.ask(ROTATE_KEY, { id: made.apiKey.id, overlapSeconds: 60 }, this.token);
    await this.witness.ask(REVOKE_KEY, { id: rotated.apiKey.id }, this.token);
    for (const { secret } of [made, rotated]) {
      this.secrets.add('API key', secret, secret.split('_')[3]);
      for (let times = 0; times < 2; times += 1) await this.witness.ask('{ organization { id } }', {}, secret);
    }
  }
}
