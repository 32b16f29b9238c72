import type { z } from 'zod';
import { DomainError } from './domain-error.js';

/** One problem of an input: its code, its sentence, its path. */
export interface InputProblem {
  code: string;
  message: string;
  field: readonly string[];
  /** Public data that belongs to the problem, in an error type of its own (`__typename`). */
  details?: Readonly<Record<string, unknown>>;
}

/** An input with one or more problems, all found in one go, as a form wants them. */
export class InvalidInputError extends DomainError {
  constructor(readonly problems: readonly InputProblem[]) {
    const [first] = problems;
    super({ code: first?.code ?? 'INVALID', kind: 'invalid', message: first?.message ?? 'The input is not valid', field: first?.field });
    this.name = 'InvalidInputError';
  }
}

/**
 * Checks an input against its schema and answers the parsed value. A rule names its own code with
 * `.refine(rule, { message, params: { code: 'SUBDOMAIN_RESERVED' } })`; without one the code is INVALID.
 *
 * @throws InvalidInputError with every problem, each with the path below `root`.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  root: readonly string[] = ['input'],
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInputError(
    result.error.issues.map((issue) => ({
      code: codeOf(issue),
      message: issue.message,
      field: [...root, ...issue.path.map(String)],
    })),
  );
}

function codeOf(issue: z.core.$ZodIssue): string {
  const params = issue.code === 'custom' ? issue.params : undefined;
  return typeof params?.code === 'string' ? params.code : 'INVALID';
}
