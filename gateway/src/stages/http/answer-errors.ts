import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import { headersOf, httpStatusOf, MASKED, showError } from '../../gateway.errors.js';
import { type HttpRequest, type HttpResponse, type HttpStage, jsonResponse, withHeaders } from '../../http.js';
import { preferredMediaType } from '../../transport/media-type.js';

/** Turns what the stages below throw into an answer in the form of a GraphQL error; faults are logged and masked. */
export const answerErrors =
  (log: Logger): HttpStage =>
  async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof DomainError) return refusal(error, request);
      log.error({ error: error, requestId: request.id, path: request.path }, 'a request failed unexpectedly');
      return jsonResponse(500, { errors: [{ message: MASKED.message, extensions: { code: MASKED.code, requestId: request.id } }] });
    }
  };

const refusal = (error: DomainError, { id, headers }: HttpRequest): HttpResponse =>
  withHeaders(jsonResponse(httpStatusOf(error), { errors: [showError(error, id)] }), {
    ...headersOf(error),
    'content-type': `${preferredMediaType(headers.accept)}; charset=utf-8`,
  });
