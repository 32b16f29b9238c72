import { randomBytes } from 'node:crypto';
import type { Answer, Frontend } from '../src/client.js';
import { SIGN_UP } from '../src/documents.js';

/** A company that nobody signed up yet. */
export function aCompany(values: Record<string, unknown> = {}) {
  const tag = randomBytes(5).toString('hex');
  return {
    name: `Company ${tag}`,
    subdomain: `company-${tag}`,
    ownerName: 'Olga Owner',
    ownerEmail: `olga@${tag}.example`,
    password: `correct-horse-${tag}`,
    planKey: 'pro',
    industryCode: 'retail',
    idempotencyKey: `story-${tag}`,
    ...values,
  };
}

/** Signs a company up. @returns the payload. */
export async function signUp(frontend: Frontend, company = aCompany()): Promise<Answer> {
  return (await frontend.ask(SIGN_UP, { input: company })).organizationSignUp;
}
