import { type HttpStage, withHeaders } from '../../http.js';

/** Adds to the answer what stages far below had to say in its headers, refusals included. */
export const addAnswerHeaders = (): HttpStage => async (request, next) =>
  withHeaders(await next(request), Object.fromEntries(request.answerHeaders));
