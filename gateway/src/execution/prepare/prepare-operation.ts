import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn, variablesIn } from '../../document-nodes.js';
import type { Choice } from '../conditions.js';
import { Names } from './names.js';
import { OwnVariables } from './own-variables.js';
import { NamedScope, type Scope } from './scope.js';
import { supergraphFacts } from './supergraph-facts.js';
import { SelectionWriter } from './write-selections.js';

/** An operation as it is planned. */
export interface PreparedOperation {
  /** One operation without a name, which asks for the same: equal for operations that differ in names and literals only. */
  document: DocumentNode;
  /** Where what the client asks for stands in what is fetched. */
  scope: Scope;
  /** The values of the literals, by the variables that stand for them. */
  constants: Readonly<Record<string, unknown>>;
  /** Variables of conditions that follow from the client's. */
  choices: ReadonlyMap<string, Choice>;
}

/** What a document is prepared for. */
export interface Preparing {
  sdl: string;
  /** Where it is planned otherwise. */
  plannedSdl?: string;
  apiSchema: GraphQLSchema;
}

/** Asks no subgraph. */
const NOTHING: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

type Known = WeakMap<DocumentNode, Map<string | undefined, PreparedOperation>>;
const prepared = new WeakMap<object, Known>();

/** Prepares an operation for planning, once for each document and supergraph. */
export function prepareOperation(document: DocumentNode, operationName: string | undefined, supergraph: Preparing): PreparedOperation {
  const documents: Known = prepared.get(supergraph) ?? new WeakMap();
  prepared.set(supergraph, documents);
  const byName = documents.get(document) ?? new Map<string | undefined, PreparedOperation>();
  documents.set(document, byName);
  const known = byName.get(operationName);
  if (known) return known;
  const operation = prepare(document, operationIn(document, operationName), supergraph);
  byName.set(operationName, operation);
  return operation;
}

function prepare(document: DocumentNode, definition: OperationDefinitionNode, supergraph: Preparing): PreparedOperation {
  const { apiSchema: schema } = supergraph;
  const facts = supergraphFacts(supergraph);
  const own = new OwnVariables(definition);
  const reading = { schema, facts, fragments: fragmentsIn(document), budget: { spent: 0 } };
  const type = schema.getRootType(definition.operation)!;
  const { selectionSet: set } = definition;
  const isMutation = definition.operation === OperationTypeNode.MUTATION;
  const scope = new NamedScope({ ...reading, names: new Names(facts), isEachItsOwn: isMutation }, [{ type, set }]);
  const writer = new SelectionWriter({ ...reading, own });
  const places = [{ set, when: [] }];
  const written = isMutation ? writer.writeMutation(scope, type, places) : writer.write(scope, type, places);
  const selectionSet = written.selections.length > 0 ? written : NOTHING;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: definition.operation,
    directives: definition.directives ?? [],
    selectionSet,
  };
  const used = variablesIn(operation);
  const definitions = [...(definition.variableDefinitions ?? []), ...own.definitions];
  const variableDefinitions = definitions.filter(({ variable }) => used.has(variable.name.value));
  return {
    document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, variableDefinitions }] },
    scope,
    constants: own.constants,
    choices: own.choices,
  };
}

/** What the directives leave of a document is one operation, whatever its name. */
export const operationIn = (document: DocumentNode, name: string | undefined): OperationDefinitionNode =>
  (getOperationAST(document, name) ?? getOperationAST(document)) as OperationDefinitionNode;
