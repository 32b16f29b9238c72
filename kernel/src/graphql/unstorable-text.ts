import { type DocumentNode, GraphQLError, type GraphQLFormattedError, visit } from 'graphql';
import { DomainError } from '../errors/index.js';
import type { SubgraphRequest } from '../transport/index.js';

/** PostgreSQL cannot hold U+0000, and takes a statement with it for a broken message. */
const NUL = '\0';

/**
 * Whether a fault comes of text which the database cannot hold. An action that checks its input answers better, with the
 * field; this is for all that do not. It costs nothing until something fails.
 */
export function isUnstorable({ originalError }: GraphQLError, { variables }: SubgraphRequest, document: DocumentNode): boolean {
  const isFault = originalError !== undefined && !(originalError instanceof DomainError) && !(originalError instanceof GraphQLError);
  return isFault && (holdsNul(variables) || documentHoldsNul(document));
}

export const unstorableText = ({ path, locations }: GraphQLError): GraphQLFormattedError => ({
  message: 'Text may not hold the character U+0000',
  path,
  locations,
  extensions: { code: 'BAD_USER_INPUT', kind: 'invalid' },
});

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(NUL);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsNul);
}

function documentHoldsNul(document: DocumentNode): boolean {
  let holds = false;
  visit(document, {
    StringValue: ({ value }) => {
      holds ||= value.includes(NUL);
    },
  });
  return holds;
}
