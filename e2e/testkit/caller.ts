import { expect } from '@jest/globals';
import { LOG_IN } from '../src/authentication-documents.js';
import { type Answer, frontend } from '../src/client.js';
import { aCompany, signUp } from './companies.js';

export interface Caller {
  /** The payload of the only field of a mutation. @throws where it is refused. */
  change(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The codes with which the only field of a mutation refuses. */
  refusal(document: string, variables?: Record<string, unknown>): Promise<string[]>;
  /** The data of a query. */
  read(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The code that a request is refused with before it is looked at; null where it is served. */
  code(): Promise<string | null>;
}

/** Somebody at the front door: with an access token or an API key, or with nothing. */
export function caller(url: string, token?: string, headers: Record<string, string> = {}): Caller {
  const client = frontend(url, token, headers);
  const payload = async (document: string, variables: Record<string, unknown> = {}) =>
    Object.values(await client.ask(document, variables))[0] as Answer;
  return {
    async change(document, variables) {
      const answer = await payload(document, variables);
      expect(answer.userErrors).toEqual([]);
      return answer;
    },
    refusal: async (document, variables) => (await payload(document, variables)).userErrors.map(({ code }: Answer) => code),
    read: (document, variables) => client.ask(document, variables),
    code: async () => (await client.errorsOf('{ organization { id } }'))[0] ?? null,
  };
}

/** A company that has just signed up, with its owner's first session. */
export async function anOwner(url: string, values: Record<string, unknown> = {}) {
  const company = aCompany(values);
  const { organization, tokens, userErrors } = await signUp(frontend(url), company);
  expect(userErrors).toEqual([]);
  return {
    company,
    email: company.ownerEmail,
    password: company.password,
    organizationId: organization.id as string,
    tokens: tokens as { accessToken: string; refreshToken: string },
    owner: caller(url, tokens.accessToken),
  };
}

/** Where a right password leads. */
export const logIn = async (url: string, input: Record<string, unknown>): Promise<Answer> =>
  (await caller(url).change(LOG_IN, { input })).outcome;
