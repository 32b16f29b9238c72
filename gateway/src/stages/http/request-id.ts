import { randomUUID } from 'node:crypto';
import { type HttpStage, withHeaders } from '../../http.js';

const SANE = /^[\w.-]{1,100}$/;

/** Names the request. A sane x-request-id of the client is kept, so that one name goes through all its logs and ours. */
export const requestId = (): HttpStage => async (request, next) => {
  const given = request.headers['x-request-id'];
  const id = given && SANE.test(given) ? given : randomUUID();
  return withHeaders(await next({ ...request, id }), { 'x-request-id': id });
};
