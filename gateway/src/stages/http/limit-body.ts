import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpStage } from '../../http.js';

/** Refuses a body that is too large: at once where the client says so, and else as soon as it has sent too much. */
export const limitBody =
  (limit: number): HttpStage =>
  (request, next) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw GatewayErrors.BODY_TOO_LARGE(limit);
    return next({ ...request, body: { text: () => request.body.text(limit) } });
  };
