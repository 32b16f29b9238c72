import { API_KEY_PREFIX } from '@supergraph/kernel/auth';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpStage } from '../../http.js';

/** Takes an API key from its own header to where tokens are; what comes with both would be two people at once. */
export const apiKeyHeader = (): HttpStage => (request, next) => {
  const key = request.headers['x-api-key'];
  if (key === undefined) return next(request);
  const { 'x-api-key': _, ...headers } = request.headers;
  if (headers.authorization !== undefined) throw GatewayErrors.BAD_REQUEST('Send either Authorization or X-API-Key, not both');
  if (!key.startsWith(API_KEY_PREFIX)) throw GatewayErrors.TOKEN_INVALID();
  return next({ ...request, headers: { ...headers, authorization: `Bearer ${key}` } });
};
