import type { Logger } from '@supergraph/kernel/logger';
import type { HttpStage } from '../../http.js';

/** One line for each request, which says who really acted: staff as somebody else, or which API key. The query string is left out: a GET carries its variables there. */
export const accessLog =
  (log: Logger): HttpStage =>
  async (request, next) => {
    const response = await next(request);
    const line = {
      requestId: request.id,
      method: request.method,
      path: request.path,
      status: response.status,
      durationMs: Math.round((performance.now() - request.startedAt) * 10) / 10,
      ...request.logged,
    };
    if (request.path.startsWith('/health/')) log.debug(line, 'request answered');
    else log.info(line, 'request answered');
    return response;
  };
