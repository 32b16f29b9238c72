import { type DocumentNode, parse } from 'graphql';

/** An operation as a client sends it. */
export interface DrawnOperation {
  text: string;
  variables: Record<string, unknown>;
  operationName?: string | undefined;
}

export const parseOperation = ({ text }: DrawnOperation): DocumentNode => parse(text);
