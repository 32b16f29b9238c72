import { type DocumentNode, GraphQLError, visit } from 'graphql';

/** PostgreSQL cannot hold U+0000, and takes a statement with it for a broken message. */
const NUL = '\0';

/** The refusal of a request that holds text which the database cannot. */
export const unstorableText = () =>
  new GraphQLError('Text may not hold the character U+0000', { extensions: { code: 'BAD_USER_INPUT', kind: 'invalid' } });

export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(NUL);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes(NUL) || holdsNul(inner));
}

/** Whether a literal of the document holds it. */
export function documentHoldsNul(document: DocumentNode): boolean {
  let holds = false;
  visit(document, {
    StringValue: ({ value }) => {
      holds ||= value.includes(NUL);
    },
  });
  return holds;
}
