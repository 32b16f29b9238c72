import type { Answer } from '../src/client.js';
import type { Fleet } from '../testkit/fleet.js';

/** A request to the gateway's front door. */
export interface Knock {
  document: string;
  variables?: Readonly<Record<string, unknown>>;
  token?: string | null;
  host?: string;
  headers?: Readonly<Record<string, string>>;
  /** Address that the client comes from. */
  ip?: string;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  /** As it was sent. */
  text: string;
}

/** Sends a request over HTTP, without a socket. */
export async function knock({ gateway }: Pick<Fleet, 'gateway'>, request: Knock): Promise<HttpAnswer> {
  const { document, variables = {}, token, host = 'localhost', headers = {}, ip = '127.0.0.1' } = request;
  const response = await gateway.handle({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', host, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    payload: JSON.stringify({ query: document, variables }),
    remoteAddress: ip,
  });
  return { status: response.statusCode, headers: response.headers, text: response.body };
}

/** The data of an answer. @throws where there are errors, or where a mutation was refused. */
export async function ask(fleet: Pick<Fleet, 'gateway'>, request: Knock): Promise<Answer> {
  const { data, errors } = JSON.parse((await knock(fleet, request)).text) as Answer;
  if (errors) throw new Error(`${request.document}\n${JSON.stringify(errors)}`);
  for (const [field, payload] of Object.entries<Answer>(data)) {
    if (payload?.userErrors?.length > 0) throw new Error(`${field} was refused: ${JSON.stringify(payload.userErrors)}`);
  }
  return data;
}
