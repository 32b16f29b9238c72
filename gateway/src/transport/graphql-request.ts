import { z } from 'zod';
import { GatewayErrors } from '../gateway.errors.js';

/** What a client asks, whatever transport brought it. */
export interface GraphqlRequest {
  query?: string | undefined;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
}

const optional = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? undefined);

const shape = z.object({
  query: optional(z.string()),
  operationName: optional(z.string()),
  variables: optional(z.record(z.string(), z.unknown())),
  extensions: optional(z.record(z.string(), z.unknown())),
});

/** @throws BAD_REQUEST where it is none. */
export function readGraphqlRequest(value: unknown): GraphqlRequest {
  const { data } = shape.safeParse(value);
  if (!data) throw GatewayErrors.BAD_REQUEST('A GraphQL request has a query, and may have variables, an operationName and extensions');
  return data;
}

/** The same in a query string, where objects are JSON. @throws BAD_REQUEST */
export function readGraphqlSearch(search: string): GraphqlRequest {
  const parameters = new URLSearchParams(search);
  const json = (name: string) => {
    const text = parameters.get(name);
    return text === null || text === '' ? undefined : readJson(text, name);
  };
  return readGraphqlRequest({
    query: parameters.get('query'),
    operationName: parameters.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

export function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw GatewayErrors.BAD_REQUEST(`${what} is not valid JSON`).causedBy(cause);
  }
}

/** Where the client wants to go on from. */
export const resumeCursorOf = ({ extensions }: GraphqlRequest): unknown =>
  (extensions?.resume as { cursor?: unknown } | null | undefined)?.cursor;
