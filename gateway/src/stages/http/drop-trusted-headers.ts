import { IDENTITY_HEADER } from '@supergraph/kernel/auth';
import type { HttpStage } from '../../http.js';

const OURS = /^x-(organization|tenant|innoerp)(-|$)/;

const isOurs = (name: string): boolean => name === IDENTITY_HEADER || OURS.test(name);

/** Drops headers that mean something between our own processes: a client's word for who or where it is counts for nothing. */
export const dropTrustedHeaders = (): HttpStage => (request, next) => {
  const names = Object.keys(request.headers);
  if (!names.some(isOurs)) return next(request);
  const others = names.filter((name) => !isOurs(name)).map((name) => [name, request.headers[name] ?? '']);
  return next({ ...request, headers: Object.fromEntries(others) });
};
