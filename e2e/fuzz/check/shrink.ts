import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import type { Operation } from '../generate/operation.js';

/** Most attempts at making one operation smaller. */
const MOST_TRIES = 250;

/** What can be taken out of a document one by one. */
const REMOVABLE: ReadonlySet<string> = new Set([
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.ARGUMENT,
  Kind.DIRECTIVE,
  Kind.OBJECT_FIELD,
]);

/**
 * The smallest operation that still fails, as far as leaving out selections, arguments, directives, fields of inputs and headers
 * leads to one. Without a schema (a subgraph's own) whatever the server takes is tried.
 */
export async function shrink(
  operation: Operation,
  schema: GraphQLSchema | null,
  fails: (smaller: Operation) => Promise<boolean>,
): Promise<Operation> {
  let smallest = operation;
  let tries = 0;
  const isBetter = async (candidate: Operation | null): Promise<boolean> => {
    if (!candidate || tries >= MOST_TRIES) return false;
    tries += 1;
    return fails(candidate);
  };
  for (let isShrinking = true; isShrinking && tries < MOST_TRIES; ) {
    isShrinking = false;
    for (let place = 0; tries < MOST_TRIES; place += 1) {
      const candidates = smallerAt(smallest, place);
      if (candidates === 'end') break;
      const candidate = candidates && withoutUnused(candidates, schema);
      if (!(await isBetter(candidate)) || !candidate) continue;
      smallest = candidate;
      isShrinking = true;
      // What stood behind the place stands in it now.
      place -= 1;
    }
  }
  return smallest;
}

/** The operation without its removable part of that number; `end` where there are not as many. */
function smallerAt(operation: Operation, place: number): Operation | 'end' | null {
  const headers = Object.keys(operation.headers).filter((name) => name !== 'x-request-id');
  const header = headers[place];
  if (header !== undefined) {
    const left = Object.entries(operation.headers).filter(([name]) => name !== header);
    return { ...operation, headers: Object.fromEntries(left) };
  }
  const variables = pathsIn(operation.variables);
  const path = variables[place - headers.length];
  if (path) return { ...operation, variables: withoutPath(operation.variables, path) as Operation['variables'] };
  const document = removeNode(parse(operation.document), place - headers.length - variables.length);
  if (document === 'end') return 'end';
  const isWhole = document?.definitions.every((node) => 'selectionSet' in node && node.selectionSet);
  return document && isWhole ? { ...operation, document: print(document) } : null;
}

/** Fields of objects and items of lists within the variables, the outermost first; variables as such go with the document. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const here = [...path, key];
    return [...(path.length > 0 ? [here] : []), ...pathsIn(each, here)];
  });
}

function withoutPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return rest.length > 0
      ? value.map((each, index) => (String(index) === key ? withoutPath(each, rest) : each))
      : value.toSpliced(Number(key), 1);
  }
  const entries = Object.entries(value);
  return Object.fromEntries(
    rest.length > 0
      ? entries.map(([name, each]) => [name, name === key ? withoutPath(each, rest) : each])
      : entries.filter(([name]) => name !== key),
  );
}

function removeNode(document: DocumentNode, place: number): DocumentNode | 'end' | null {
  let count = -1;
  const smaller = visit(document, {
    enter(node: ASTNode) {
      if (!REMOVABLE.has(node.kind)) return undefined;
      count += 1;
      return count === place ? null : undefined;
    },
    leave(node: ASTNode) {
      // What is empty goes with what was in it.
      if (node.kind === Kind.SELECTION_SET && node.selections.length === 0) return null;
      return node.kind === Kind.INLINE_FRAGMENT && !node.selectionSet ? null : undefined;
    },
  }) as DocumentNode;
  return count < place ? 'end' : smaller;
}

/** Takes along fragments and variables that nothing uses any more. Null where it is no valid operation. */
function withoutUnused(operation: Operation, schema: GraphQLSchema | null): Operation | null {
  try {
    const document = parse(operation.document);
    const definition = document.definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
    if (!definition?.selectionSet) return null;
    const fragments = document.definitions.filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION);
    const usedFragments = fragments.filter(({ name }) => new RegExp(`\\.\\.\\.${name.value}\\b`).test(operation.document));
    const body = [print({ ...definition, variableDefinitions: [] }), ...usedFragments.map(print)].join('\n');
    const variableDefinitions = (definition.variableDefinitions ?? []).filter(({ variable }) =>
      new RegExp(`\\$${variable.name.value}\\b`).test(body),
    );
    const text = [print({ ...definition, variableDefinitions }), ...usedFragments.map(print)].join('\n');
    if (schema && validate(schema, parse(text)).length > 0) return null;
    const names = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
    const variables = Object.fromEntries(Object.entries(operation.variables).filter(([name]) => names.has(name)));
    const smaller = { ...operation, document: text, variables };
    const whole = JSON.stringify([text, variables, operation.host, operation.headers]);
    // A value that is not sent any more is not to be swapped.
    return {
      ...smaller,
      swaps: new Map([...operation.swaps].filter(([value]) => whole.includes(JSON.stringify(value).slice(1, -1)) || text.includes(value))),
    };
  } catch {
    // Not every removal leaves a document: it is one candidate less.
    return null;
  }
}
