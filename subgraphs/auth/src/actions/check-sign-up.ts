import { type InputProblem, InvalidInputError, parseInput } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { normalizeEmail } from '../domain/email.js';
import { type SignUpValues, signUpInput } from '../domain/sign-up-input.js';
import { askSibling } from './ask-sibling.js';

const INDUSTRY = 'query ($code: ID!) { industryTemplate(code: $code) { code status } }';

/** Everything that is wrong with a sign-up before anything is reserved, for a form to show at once. */
export async function checkSignUp(ctx: AuthContext, values: SignUpValues): Promise<InputProblem[]> {
  const shape = problemsOfShape(ctx, values);
  const isWrong = (name: string) => shape.some(({ field }) => field[1] === name);
  const industry = isWrong('industryCode') || !values.industryCode ? [] : await problemsOfIndustry(ctx, values.industryCode);
  const email = isWrong('ownerEmail') ? [] : await problemsOfEmail(ctx, values.ownerEmail);
  const password = isWrong('password') ? [] : await problemsOfPassword(ctx, values.password);
  return [...shape, ...email, ...password, ...industry];
}

function problemsOfShape({ services }: AuthContext, values: SignUpValues): readonly InputProblem[] {
  try {
    parseInput(signUpInput(values, services.passwordMinLength), values);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

async function problemsOfEmail({ em }: AuthContext, email: string): Promise<InputProblem[]> {
  const isTaken = (await em.count(Account, { email: normalizeEmail(email) })) > 0;
  const { code, message } = AuthErrors.EMAIL_TAKEN();
  return isTaken ? [{ code, message, field: ['input', 'ownerEmail'] }] : [];
}

async function problemsOfPassword({ services }: AuthContext, password: string): Promise<InputProblem[]> {
  const { code, message } = AuthErrors.PASSWORD_BREACHED();
  return (await services.breached.isBreached(password)) ? [{ code, message, field: ['input', 'password'] }] : [];
}

async function problemsOfIndustry(ctx: AuthContext, industry: string): Promise<InputProblem[]> {
  const { industryTemplate } = await askSibling<{ industryTemplate: { status: string } | null }>(ctx, {
    what: 'Sign-up',
    subgraph: 'module-registry',
    query: INDUSTRY,
    variables: { code: industry },
  });
  const { code, message } = AuthErrors.INDUSTRY_UNKNOWN(industry);
  return industryTemplate?.status === 'ACTIVE' ? [] : [{ code, message, field: ['input', 'industryCode'] }];
}
