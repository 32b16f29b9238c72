import { fixedFacts } from '@supergraph/kernel/testing';
import { request } from 'undici';
import type { SessionKeeper } from './session-keeper.js';
import { type Answer, type TestGateway, type TestGatewayOptions, testGateway } from './test-gateway.js';

/** Of the organization whose page the client is. */
export const HOST = 'acme.erp.example';
/** What it brings. */
export const MINE = '__Host-refresh_token=my-secret-token';
export const ENTER = 'mutation { enter(token: "one.two_three-4") }';

export interface Asked {
  cookie?: string;
  /** `X-Token-Mode`; null leaves it out. */
  mode?: string | null;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  at?: Pick<TestGateway, 'url'>;
}

/** A gateway in production's manner, over the owner of sessions. */
export function cookieGateway(keeper: SessionKeeper, { env, ...options }: TestGatewayOptions = {}): Promise<TestGateway> {
  const facts = fixedFacts({ others: 'unknown', sessionOwner: 'sessions' });
  facts.put({ id: 'org-acme', slug: 'acme', hosts: ['erp.acme.test'] });
  facts.put({ id: 'org-globex', slug: 'globex' });
  const usual = { BASE_DOMAIN: 'erp.example', CORS_ORIGINS: 'https://app.erp.example', RATE_LIMIT: 'off', METRICS: 'true' };
  return testGateway({ graph: keeper, facts, ...options, env: { ...usual, ...env } });
}

/** Sends requests over HTTP, as a browser would; in cookie mode, unless something else is said. */
export function cookieClient(usual: () => TestGateway) {
  const send = async (query: string, { cookie, mode = 'cookie', method = 'POST', headers = {}, at = usual() }: Asked = {}) => {
    const isGet = method === 'GET';
    const answer = await request(`${at.url}/graphql${isGet ? `?query=${encodeURIComponent(query)}` : ''}`, {
      method,
      headers: {
        host: HOST,
        ...(isGet ? { 'apollo-require-preflight': '1' } : { 'content-type': 'application/json' }),
        ...(mode === null ? {} : { 'x-token-mode': mode }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(isGet ? {} : { body: JSON.stringify({ query }) }),
    });
    const { 'set-cookie': cookies = [] } = answer.headers;
    return { status: answer.statusCode, headers: answer.headers, cookies: [cookies].flat(), text: await answer.body.text() };
  };
  const ask = async (query: string, asked: Asked = {}) => {
    const { text, ...rest } = await send(query, asked);
    return { ...rest, body: JSON.parse(text) as Answer['body'] };
  };
  return {
    send,
    ask,
    /** Status and code of a refusal; null where there was none. */
    async refusalOf(asked: Asked, query = ENTER) {
      const { status, body, cookies } = await ask(query, asked);
      const code = body.errors?.[0]?.extensions.code;
      return code === undefined ? null : [status, code, ...cookies];
    },
  };
}

/** `Set-Cookie` of one that is kept. */
export const lineOf = (value: string, name = 'refresh_token', life = 60) =>
  `__Host-${name}=${value}; Max-Age=${life}; Path=/; Secure; HttpOnly; SameSite=Strict`;
