import { type DocumentNode, getOperationAST, Kind, valueFromASTUntyped } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation } from '../operation.js';

/** How a subscription wants its events: all of them, or the latest of each key in a window. */
export interface DeliveryMode {
  isLatest: boolean;
  windowMs: number;
}

const DIRECTIVE = 'delivery';
const EVENTS: DeliveryMode = { isLatest: false, windowMs: 0 };
const WINDOW = { fallback: 250, least: 50, most: 60_000 };

/** Reads `@delivery` of a subscription. @throws BAD_REQUEST for a window that cannot be kept. */
export function deliveryModeOf({ original, operationName, variables }: Operation): DeliveryMode {
  const directive = getOperationAST(original, operationName)?.directives?.find(({ name }) => name.value === DIRECTIVE);
  const given = Object.fromEntries(
    (directive?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
  );
  if (given.mode !== 'LATEST') return EVENTS;
  const windowMs = Number(given.windowMs ?? WINDOW.fallback);
  if (!(windowMs >= WINDOW.least && windowMs <= WINDOW.most))
    throw GatewayErrors.BAD_REQUEST(`@delivery takes a windowMs from ${WINDOW.least} to ${WINDOW.most}`);
  return { isLatest: true, windowMs };
}

const stripped = new WeakMap<DocumentNode, DocumentNode>();

/** The document without `@delivery`: it is for the gateway, and no subgraph is asked about it. */
export function withoutDelivery(document: DocumentNode): DocumentNode {
  const known = stripped.get(document);
  if (known) return known;
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.directives?.length
      ? { ...node, directives: node.directives.filter(({ name }) => name.value !== DIRECTIVE) }
      : node,
  );
  const result: DocumentNode = { ...document, definitions };
  stripped.set(document, result);
  return result;
}
