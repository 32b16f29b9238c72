import { type FieldNode, print } from 'graphql';

/** The arguments as the client gives them; their order says nothing. */
export const argumentsText = ({ arguments: given = [] }: FieldNode): string => given.map(print).sort().join(' ');
