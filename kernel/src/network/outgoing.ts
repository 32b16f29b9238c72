import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { isWithin } from './address-ranges.js';
import { isPublicAddress } from './public-address.js';

/** A call did not come about, or its answer was not taken. It says nothing of why: what is behind an address is nobody's to find out. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The address cannot be reached', { cause });
    this.name = 'UnreachableError';
  }
}

export interface OutgoingOptions {
  /** Networks (CIDR) that may be called though they are not public, and without TLS. */
  allowedNetworks?: readonly string[];
  /** Milliseconds for a whole call, from looking the name up to the last byte. */
  timeout?: number;
  /** Most bytes of an answer's body. */
  maxBytes?: number;
  /** Looks names up; the system's resolver unless a test says otherwise. */
  lookup?: typeof lookUp;
}

export interface OutgoingCall {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Calls addresses that strangers have named. */
export interface Outgoing {
  /** @throws UnreachableError */
  fetch(url: string, call?: OutgoingCall): Promise<Response>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1_024;
const CONNECTIONS = 4;
const EMPTY_ANSWERS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * Calls that tenants cannot turn against what is inside: over TLS only, and only to public addresses, which is checked on the address
 * that is connected to, each time, so that a name that changes its mind gains nothing. No redirect is followed, no proxy used, no
 * cookie or credential sent that the caller does not name; time and size have an end.
 */
export function outgoing(options: OutgoingOptions = {}): Outgoing {
  const { allowedNetworks = [], timeout = TIMEOUT_MS, maxBytes = MAX_BYTES, lookup = lookUp } = options;
  const isAllowed = (address: string) => allowedNetworks.length > 0 && isWithin(allowedNetworks, address);
  const secure = connector((address) => isPublicAddress(address) || isAllowed(address), { lookup, timeout });
  const plain = connector(isAllowed, { lookup, timeout });
  const dispatcher = new Agent({
    connect: (target, callback) => (target.protocol === 'https:' ? secure : plain)(target, callback),
    connections: CONNECTIONS,
    maxResponseSize: maxBytes,
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
  return {
    fetch: (url, call = {}) =>
      send(url, call, { dispatcher, timeout }).catch((cause) => {
        throw new UnreachableError(cause);
      }),
    close: () => dispatcher.destroy(),
  };
}

async function send(url: string, call: OutgoingCall, { dispatcher, timeout }: { dispatcher: Agent; timeout: number }): Promise<Response> {
  const { protocol, username, password } = new URL(url);
  if ((protocol !== 'https:' && protocol !== 'http:') || username || password) throw new Error('Not an address to call');
  const end = AbortSignal.timeout(timeout);
  const { statusCode, headers, body } = await request(url, {
    method: (call.method ?? 'GET') as 'GET',
    headers: { ...call.headers, 'accept-encoding': 'identity' },
    body: bodyOf(call.body),
    signal: call.signal ? AbortSignal.any([end, call.signal]) : end,
    dispatcher,
  });
  const bytes = await body.arrayBuffer();
  if (statusCode >= 300 && statusCode < 400) throw new Error(`The answer leads elsewhere: ${statusCode}`);
  const flat = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]));
  return new Response(EMPTY_ANSWERS.has(statusCode) ? null : bytes, { status: statusCode, headers: flat });
}

function bodyOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only text is sent');
}

interface ConnectorOptions {
  lookup: typeof lookUp;
  timeout: number;
}

/** Connects where `mayCall` says so of the very address: of a name's addresses, those that may be called are tried. */
function connector(mayCall: (address: string) => boolean, { lookup, timeout }: ConnectorOptions): buildConnector.connector {
  const guarded: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error ? [] : (found as LookupAddress[]).filter(({ address }) => mayCall(address));
      const [first] = addresses;
      if (!first) callback(error ?? Object.assign(new Error('No address of it may be called'), { code: 'EACCES' }), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ lookup: guarded, timeout, allowH2: false });
  return (target, callback) => {
    // Nobody looks up what is an address already.
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !mayCall(literal)) callback(new Error('The address may not be called'), null);
    else connect(target, callback);
  };
}
