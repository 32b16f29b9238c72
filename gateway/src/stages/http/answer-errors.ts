import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { httpStatusOf, MASKED, showError } from '../../gateway.errors.js';
import { type HttpStage, jsonResponse } from '../../http.js';

/** Turns what the stages below throw into an answer in the form of a GraphQL error; faults are logged and masked. */
export const answerErrors =
  (log: Logger): HttpStage =>
  async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof DomainError) return jsonResponse(httpStatusOf(error), { errors: [showError(error, request.id)] });
      log.error({ error: error, requestId: request.id, path: request.path }, 'a request failed unexpectedly');
      return jsonResponse(500, { errors: [{ message: MASKED.message, extensions: { code: MASKED.code, requestId: request.id } }] });
    }
  };
