import { deepStrictEqual } from 'node:assert';
import { CREATE_KEY, CREATE_SERVICE_ACCOUNT, REVOKE_KEY } from './access-documents.js';
import { CONFIRM_TOTP, ENROL_TOTP, LOG_IN, LOG_OUT, SECURITY, VERIFY_EMAIL, VERIFY_MFA } from './authentication-documents.js';
import { Authenticator } from './authenticator.js';
import { type Answer, type Frontend, frontend } from './client.js';
import { mailedToken } from './mailbox.js';
import { step } from './storyteller.js';
import { until } from './until.js';

/** Somebody of the story with their company. */
export interface Owner {
  url: string;
  organizationId: string;
  ownerName: string;
  ownerEmail: string;
  password: string;
}

/** Where the product writes mails, said as to the product itself. */
const MAIL_FOLDER = process.env.MAIL_FOLDER ?? `${process.env.DATA_DIR ?? '.data'}/mail`;

/** The payload of the only field of a mutation, which refused nothing. */
async function change(by: Frontend, document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const [payload] = Object.values(await by.ask(document, variables)) as [Answer];
  deepStrictEqual(payload.userErrors, []);
  return payload;
}

/** She shows that the address is hers. */
export async function verifyAddress({ url, ownerName, ownerEmail }: Owner, owner: Frontend): Promise<void> {
  await step(
    `${ownerName} follows the link in the mail that came with the sign-up`,
    async () => {
      await change(frontend(url), VERIFY_EMAIL, { token: await mailedToken(MAIL_FOLDER, ownerEmail, { page: 'verify-email' }) });
      return (await owner.ask(SECURITY)).viewer.emailVerified;
    },
    (isVerified) => {
      deepStrictEqual(isVerified, true);
      return `${ownerEmail} is hers`;
    },
  );
}

/** She adds a second factor, and logs in with it. @returns the tokens of the new session. */
export async function useSecondFactor({ url, ownerEmail, password }: Owner, owner: Frontend): Promise<Answer> {
  const authenticator = await step(
    'She sets up an authenticator app: it counts once she has typed a code of it',
    async () => {
      const app = new Authenticator((await change(owner, ENROL_TOTP)).secret);
      const { backupCodes } = await change(owner, CONFIRM_TOTP, { code: app.next() });
      return { app, backupCodes };
    },
    ({ backupCodes }) => `${backupCodes.length} backup codes to be written down`,
  );
  return step(
    'She logs out, and in again: after the password comes the code',
    async () => {
      await change(owner, LOG_OUT);
      const { outcome: challenge } = await change(frontend(url), LOG_IN, { input: { email: ownerEmail, password } });
      deepStrictEqual([challenge.__typename, challenge.factors], ['MfaChallenge', ['TOTP', 'BACKUP_CODE']]);
      const input = { challengeToken: challenge.challengeToken, kind: 'TOTP', code: authenticator.app.next() };
      return (await change(frontend(url), VERIFY_MFA, { input })).outcome;
    },
    ({ __typename, session }) => {
      deepStrictEqual([__typename, session.aal], ['TokenPair', 2]);
      return `a session with ${session.authMethods.join(' and ')}`;
    },
  );
}

/** A machine gets a key, uses it, and loses it. */
export async function useApiKey({ url, organizationId }: Owner, owner: Frontend): Promise<void> {
  const key = await step(
    'She makes a service account that may see modules, and a key for it',
    async () => {
      const input = { organizationId, name: 'Till', scopes: ['org:read', 'org:modules:read'] };
      const { serviceAccount } = await change(owner, CREATE_SERVICE_ACCOUNT, { input });
      return change(owner, CREATE_KEY, { input: { serviceAccountId: serviceAccount.id } });
    },
    ({ apiKey }) => `${apiKey.prefix}…${apiKey.last4} for ${apiKey.scopes.join(', ')}`,
  );
  const machine = frontend(url, key.secret);
  const read = () => machine.askPartly('{ organization { name modules(first: 50) { nodes { module { key } } } } }');
  await step(
    'The machine asks with the key',
    () => read(),
    ({ data, errors }) => {
      deepStrictEqual(errors, []);
      return `${data.organization.name}: ${data.organization.modules.nodes.map(({ module }: Answer) => module.key).join(', ')}`;
    },
  );
  await step(
    'She revokes the key',
    async () => {
      await change(owner, REVOKE_KEY, { id: key.apiKey.id });
      const began = performance.now();
      // The gateway is told by an event, within a second.
      const { errors } = await until(read, (answer) => answer.errors.length > 0, 2_000);
      return { code: errors[0].extensions.code, after: Math.round(performance.now() - began) };
    },
    ({ code, after }) => {
      deepStrictEqual(code, 'TOKEN_INVALID');
      return `the machine is refused ${after} ms later: TOKEN_INVALID`;
    },
  );
}
