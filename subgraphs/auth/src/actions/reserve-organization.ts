import type { InputProblem } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { RESERVATION_CODES } from '../domain/auth.errors.js';
import type { SignUp } from '../domain/sign-up.entity.js';
import { askSibling } from './ask-sibling.js';

const RESERVE = `mutation ($input: OrganizationReserveInput!) {
  organizationReserve(input: $input) { organization { id status } userErrors { code message field } }
}`;

const RELEASE = 'mutation ($id: ID!) { organizationRelease(id: $id) { userErrors { code message field } } }';

interface SiblingError {
  code: string;
  message: string;
  field: string[] | null;
}

/** Takes the subdomain; repeated it changes nothing. @returns tenant's objections. */
export async function reserveOrganization(ctx: AuthContext, signUp: SignUp): Promise<InputProblem[]> {
  const { organizationId: id, name, subdomain, industryCode, planKey } = signUp;
  const { organizationReserve } = await askSibling<{ organizationReserve: { userErrors: SiblingError[] } }>(ctx, {
    what: 'Sign-up',
    subgraph: 'tenant',
    query: RESERVE,
    variables: { input: { id, name, subdomain, industryCode, planKey } },
  });
  return organizationReserve.userErrors.map(({ code, message, field }) => ({
    code: (RESERVATION_CODES as readonly string[]).includes(code) ? code : 'INVALID',
    message,
    field: field ?? ['input'],
  }));
}

/** Gives the subdomain back; repeated it changes nothing. @returns whether nothing is reserved any more. */
export async function releaseReservation(ctx: AuthContext, { organizationId: id }: SignUp): Promise<boolean> {
  const { organizationRelease } = await askSibling<{ organizationRelease: { userErrors: SiblingError[] } }>(ctx, {
    what: 'Sign-up',
    subgraph: 'tenant',
    query: RELEASE,
    variables: { id },
  });
  const [error] = organizationRelease.userErrors;
  if (!error || error.code === 'NOT_FOUND') return true;
  ctx.log.error({ organizationId: id, code: error.code }, 'the reservation of a failed sign-up cannot be released');
  return false;
}
