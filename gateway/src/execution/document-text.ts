import { type DocumentNode, print } from 'graphql';
import type { Operation } from '../operation.js';

const texts = new WeakMap<DocumentNode, string>();

/** The text of a document, written down once. */
export function textOf(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

/** An operation as it was sent and what is left of it (null for all), with its name (null for none), written down as JSON. */
export const operationText = ({ original, document, operationName }: Pick<Operation, 'original' | 'document' | 'operationName'>): string =>
  JSON.stringify([textOf(original), document === original ? null : textOf(document), operationName ?? null]);
