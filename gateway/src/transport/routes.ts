import type { Meter } from '@supergraph/kernel/telemetry';
import { printSchema } from 'graphql';
import type { GatewayConfig } from '../config.js';
import { GatewayErrors } from '../gateway.errors.js';
import { type HttpRequest, type HttpResponse, jsonResponse } from '../http.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Next } from '../stage.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import { serveMetrics } from '../telemetry/serve-metrics.js';
import type { Route } from './http-server.js';
import { servePlayground } from './playground.js';

export interface RoutesOptions {
  config: GatewayConfig;
  meter: Meter;
  graphql: Next<HttpRequest, HttpResponse>;
  keys: KeyRing;
  supergraph: () => LoadedSupergraph;
  isDraining: () => boolean;
}

/** Everything that the gateway serves, by path. */
export function routesOf({ config, meter, graphql, keys, supergraph, isDraining }: RoutesOptions): Route[] {
  return [
    { method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], path: '/graphql', answer: graphql, isShort: true },
    { method: 'GET', path: '/health/live', answer: async () => jsonResponse(200, { status: 'live' }) },
    { method: 'GET', path: '/health/ready', answer: async () => readiness(isDraining(), await keys.isReady()) },
    { method: 'GET', path: '/.well-known/jwks.json', answer: async () => jsonResponse(200, await keys.published()) },
    ...(config.INTROSPECTION ? [{ method: 'GET', path: '/schema.graphql', answer: serveSchema(supergraph) } as const] : []),
    ...(config.METRICS ? [{ method: 'GET', path: '/metrics', answer: serveMetrics(metricsAccess(config, meter)) } as const] : []),
    ...(config.PLAYGROUND ? playgroundRoutes() : []),
  ];
}

const metricsAccess = ({ METRICS_TOKEN, NODE_ENV }: GatewayConfig, meter: Meter) => ({
  meter,
  token: METRICS_TOKEN,
  isOpen: NODE_ENV !== 'production',
});

function playgroundRoutes(): Route[] {
  const answer = servePlayground();
  return [
    { method: 'GET', path: '/', answer: welcome },
    { method: 'GET', path: '/playground', answer },
    { method: 'GET', path: '/playground/*', answer },
  ];
}

function readiness(isDraining: boolean, hasKeys: boolean): HttpResponse {
  const missing = [...(isDraining ? ['draining'] : []), ...(hasKeys ? [] : ['keys'])];
  return missing.length === 0 ? jsonResponse(200, { status: 'ready' }) : jsonResponse(503, { status: 'not ready', missing });
}

function serveSchema(supergraph: () => LoadedSupergraph): Next<HttpRequest, HttpResponse> {
  const printed = new WeakMap<LoadedSupergraph, string>();
  return async () => {
    const current = supergraph();
    const body = printed.get(current) ?? printSchema(current.apiSchema);
    printed.set(current, body);
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
  };
}

const welcome: Next<HttpRequest, HttpResponse> = async ({ path, headers }) => {
  if (!headers.accept?.includes('text/html')) throw GatewayErrors.PATH_NOT_FOUND(path);
  return { status: 302, headers: { location: '/playground' }, body: '' };
};
