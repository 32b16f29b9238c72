import { OptimisticLockError } from '@mikro-orm/core';
import { Directive, Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { CommonErrors, DomainError, describeError, errorKinds, InvalidInputError } from '../errors/index.js';

/** A problem of a mutation's input, as clients see it. */
export interface UserError {
  code: string;
  message: string;
  field: readonly string[] | null;
}

/**
 * The `UserError` interface of one subgraph, with its own codes. The enum is output-only, so that federation merges the
 * subgraphs' codes as a union: never use it in an argument.
 */
export function userErrorTypes(codes: readonly string[]) {
  const UserErrorCode = Object.fromEntries(
    [...new Set(['INVALID', 'NOT_FOUND', 'FORBIDDEN', 'REVISION_CONFLICT', 'RATE_LIMITED', 'EVENT_TOO_LARGE', ...codes])].map((code) => [
      code,
      code,
    ]),
  );
  registerEnumType(UserErrorCode, {
    name: 'UserErrorCode',
    description: 'Why a mutation was refused. A code keeps its meaning for ever; new ones may come.',
    valuesConfig: Object.fromEntries(Object.keys(UserErrorCode).map((code) => [code, { description: describeError(code) }])),
  });

  @InterfaceType('UserError', {
    description: 'Something the user can correct. The mutation changed nothing.',
    resolveType: (error: { __typename?: string; code: string }) =>
      error.__typename ?? (error.code === 'REVISION_CONFLICT' ? 'ConflictError' : 'InputError'),
  })
  abstract class UserErrorType {
    @Field(() => UserErrorCode, { description: 'Stable, for programs.' })
    readonly code!: string;

    @Field(() => String, { description: 'For people, in English.' })
    readonly message!: string;

    @Field(() => [String], { nullable: true, description: 'Path of the field at fault, from the argument: ["input", "subdomain"].' })
    readonly field!: string[] | null;
  }

  @Directive('@shareable')
  @ObjectType('InputError', { implements: UserErrorType, description: 'A field of the input is not acceptable.' })
  class InputErrorType extends UserErrorType {}

  @Directive('@shareable')
  @ObjectType('ConflictError', { implements: UserErrorType, description: 'Somebody else changed the row since it was read.' })
  class ConflictErrorType extends UserErrorType {
    @Field(() => Int, { nullable: true, description: 'The revision that is there now.' })
    readonly currentRevision?: number | null;
  }

  return { UserErrorCode, UserErrorType, InputErrorType, ConflictErrorType };
}

/**
 * Runs a mutation and answers its payload. An expected failure becomes `userErrors`, with `refused` as the rest of the
 * payload; everything else stays a top-level error.
 */
export async function mutationPayload<Payload extends object>(
  work: () => Promise<Payload>,
  refused: Partial<Payload> = {},
): Promise<Payload & { userErrors: UserError[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    return { ...(refused as Payload), userErrors: toUserErrors(error) };
  }
}

function toUserErrors(error: unknown): UserError[] {
  if (error instanceof InvalidInputError) return error.problems.map(({ details, ...problem }) => ({ ...details, ...problem }));
  const expected = error instanceof OptimisticLockError ? CommonErrors.REVISION_CONFLICT() : error;
  if (!(expected instanceof DomainError) || !errorKinds[expected.kind].userError) throw error;
  return [{ ...expected.details, code: expected.code, message: expected.message, field: expected.field ?? null }];
}
