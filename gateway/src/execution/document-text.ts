import { type DocumentNode, print } from 'graphql';

const texts = new WeakMap<DocumentNode, string>();

/** The text of a document, written down once. */
export function textOf(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

/** What tells operations apart, whoever asks for them. */
interface Worded {
  original: DocumentNode;
  document: DocumentNode;
  operationName?: string | undefined;
}

/** An operation as it was sent and what is left of it (null for all), with its name (null for none), written down as JSON. */
export const operationText = ({ original, document, operationName }: Worded): string =>
  JSON.stringify([textOf(original), document === original ? null : textOf(document), operationName ?? null]);
