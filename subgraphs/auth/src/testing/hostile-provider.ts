import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import { CLIENT } from './oidc-provider.js';

export interface Misdeeds {
  /** Claims of the ID token in the place of the right ones; undefined takes one away. */
  claims?: Record<string, unknown>;
  alg?: 'RS256' | 'HS256' | 'none';
  /** Signs by a key that it does not publish. */
  foreignKey?: boolean;
  withoutIdToken?: boolean;
  metadata?: Record<string, unknown>;
  /** Done to requests of a path, in the place of an answer. */
  at?: Record<string, (response: ServerResponse) => unknown>;
  userinfo?: Record<string, unknown>;
}

const KID = 'a';
const MINUTE = 60;

/** A provider that can be made to do wrong: it answers a code with what it was told to. */
export class HostileProvider {
  misdeeds: Misdeeds = {};
  /** What came to the token endpoint. */
  readonly codes: URLSearchParams[] = [];
  readonly asked: string[] = [];
  nonce = '';
  subject = 'sub';
  email: string | undefined;
  readonly #pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  readonly #foreign = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Where it sends a browser back to, which came by that address. */
  visit(authorizationUrl: string, answer: Record<string, string> = {}): string {
    const { redirect_uri: page = '', state = '', nonce = '' } = Object.fromEntries(new URL(authorizationUrl).searchParams);
    this.nonce = nonce;
    return `${page}?${new URLSearchParams({ code: 'a-code', state, iss: this.issuer, ...answer })}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.asked.push(path);
    const misdeed = this.misdeeds.at?.[path];
    if (misdeed) return void misdeed(response);
    const bodies: Record<string, () => Promise<object> | object> = {
      '/.well-known/openid-configuration': () => ({ ...this.#metadata(), ...this.misdeeds.metadata }),
      '/jwks': () => ({ keys: [{ ...this.#pair.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }] }),
      '/token': () => this.#tokens(request),
      '/me': () => ({ sub: this.subject, ...this.misdeeds.userinfo }),
    };
    const body = await bodies[path]?.();
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  }

  #metadata() {
    const { issuer } = this;
    const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` };
    return { issuer, ...endpoints, userinfo_endpoint: `${issuer}/me`, authorization_response_iss_parameter_supported: true };
  }

  async #tokens(request: IncomingMessage): Promise<object> {
    let text = '';
    for await (const part of request) text += part;
    this.codes.push(new URLSearchParams(text));
    const tokens = { access_token: 'an-access-token', token_type: 'Bearer' };
    return this.misdeeds.withoutIdToken ? tokens : { ...tokens, id_token: this.#idToken() };
  }

  #idToken(): string {
    const now = Math.floor(Date.now() / 1_000);
    const { issuer: iss, nonce, subject: sub, email } = this;
    const right = {
      iss,
      aud: CLIENT.client_id,
      sub,
      nonce,
      iat: now,
      exp: now + 5 * MINUTE,
      ...(email ? { email, email_verified: true } : {}),
    };
    const claims = JSON.parse(JSON.stringify({ ...right, ...this.misdeeds.claims }));
    const { alg = 'RS256', foreignKey } = this.misdeeds;
    if (alg === 'RS256') return sign(claims, foreignKey ? this.#foreign.privateKey : this.#pair.privateKey);
    const head = [{ alg, kid: KID }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${head}.${alg === 'none' ? '' : createHmac('sha256', CLIENT.client_secret).update(head).digest('base64url')}`;
  }
}

const sign = (claims: object, key: KeyObject): string => jwt.sign(claims, key, { algorithm: 'RS256', keyid: KID });

/** It sends a byte now and then, and never ends. */
export const drip = async (response: ServerResponse): Promise<void> => {
  response.writeHead(200, { 'content-type': 'application/json' });
  while (!response.destroyed) {
    response.write(' ');
    await sleep(100);
  }
};
