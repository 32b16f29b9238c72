import type { HttpStage } from '../../http.js';

/** Adds to the answer what stages far below had to say in its headers, refusals included. */
export const addAnswerHeaders = (): HttpStage => async (request, next) => {
  const response = await next(request);
  const headers = { ...response.headers };
  for (const [name, value] of request.answerHeaders) headers[name] = value;
  return { ...response, headers };
};
