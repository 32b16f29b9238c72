import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import type { RealtimeBroker } from '@supergraph/kernel/realtime';
import { type FixedFacts, fixedFacts } from '@supergraph/kernel/testing';
import type { CallSubgraph } from '@supergraph/kernel/transport';
import jwt from 'jsonwebtoken';
import { gatewayConfig } from '../config.js';
import { createGateway, type GatewayOptions, type RunningGateway } from '../gateway.js';
import type { Jwks, KeySource } from '../keys/key-ring.js';
import { type TestGraph, testGraph } from './test-graph.js';

/** A key pair as the auth service has it. */
export function aKeyPair(kid = 'key-1') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks: Jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] };
  return { kid, privateKey, publicKey, jwks };
}

export interface TokenFacts {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject | string;
  algorithm?: jwt.Algorithm;
}

export const testKeys = aKeyPair();

const withoutAbsent = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** An access token; each part can be made wrong. */
export function aToken({ claims = {}, header = {}, key = testKeys.privateKey, algorithm = 'ES256' }: TokenFacts = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    sub: '1',
    iss: 'innoerp',
    aud: 'innoerp-api',
    exp: now + 900,
    scope: 'org:members:read org:members:write',
    sid: 's-1',
    ...claims,
  };
  return jwt.sign(withoutAbsent(payload), key, {
    algorithm,
    header: withoutAbsent({ alg: algorithm, typ: 'at+jwt', kid: testKeys.kid, ...header }),
  });
}

export interface TestGateway extends RunningGateway {
  graph: TestGraph;
  facts: FixedFacts;
  /** Every line that was logged. */
  lines: Record<string, unknown>[];
  supergraphPath: string;
  query(query: string, options?: QueryOptions): Promise<Answer>;
}

export interface QueryOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  token?: string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
    extensions?: unknown;
  };
}

export interface TestGatewayOptions {
  env?: Record<string, string>;
  call?: CallSubgraph;
  keys?: KeySource;
  facts?: FixedFacts;
  graph?: TestGraph;
  broker?: RealtimeBroker;
  plugins?: GatewayOptions['plugins'];
}

const started: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(started.map((stop) => stop())));

/** A whole gateway over the test graph, on a free port; it is stopped after the file's tests. */
export async function testGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { env = {}, call, keys = async () => testKeys.jwks, facts = fixedFacts(), graph = testGraph(), broker = null, plugins } = options;
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const supergraphPath = join(folder, 'supergraph.graphql');
  await writeFile(supergraphPath, graph.sdl);

  const lines: TestGateway['lines'] = [];
  const log = createLogger({ service: 'gateway', level: 'debug', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const defaults = {
    NODE_ENV: 'test',
    SERVICE_SECRET: 's'.repeat(32),
    PORT: '0',
    SUPERGRAPH_PATH: supergraphPath,
    // Each would start a process of its own, for a handful of operations.
    PLANNER_PROCESS: 'false',
  };
  const config = loadConfig(gatewayConfig, { ...defaults, ...env });
  const gateway = await createGateway({ config, call: call ?? graph.call, keys, facts, broker, plugins, log });
  started.push(async () => {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { ...gateway, graph, facts, lines, supergraphPath, query: (query, options) => post(gateway, query, options) };
}

async function post(gateway: RunningGateway, query: string, { token, headers = {}, ...rest }: QueryOptions = {}): Promise<Answer> {
  const response = await gateway.handle({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    payload: JSON.stringify({ query, ...rest }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() as Answer['body'] };
}
