import { isWithin } from '@supergraph/kernel/network';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpRequest, HttpStage } from '../../http.js';

/** Whether an organization lets its members work from there. Machines have networks of their own, which their keys say. */
export const mayWorkFrom = (address: string, { identity, organization }: Pick<HttpRequest, 'identity' | 'organization'>): boolean =>
  identity.kind !== 'user' || isWithin(organization?.allowedIpCidrs ?? EVERYWHERE, address);

const EVERYWHERE: readonly string[] = [];

/** Refuses members of an organization who come from outside of the networks that it has named. */
export const checkAddress = (): HttpStage => (request, next) => {
  if (!mayWorkFrom(request.ip, request)) throw GatewayErrors.ADDRESS_NOT_ALLOWED();
  return next(request);
};
