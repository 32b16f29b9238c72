import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fragmentsIn, variablesIn } from '../../document-nodes.js';
import type { Bindings, Needs } from './repair-requires.js';

/** A part of a fetch whose fields agree on what they need. */
export interface Part {
  document: DocumentNode;
  slots: Needs;
}

/** Parts a fetch as little as what its fields need allows: one part for most. */
export function partsOf(fetch: FetchNode, bindings: Bindings): Part[] {
  const document = parse(fetch.operation, { noLocation: true });
  if (!fetch.requires) return [{ document, slots: NOTHING }];
  const entities = entitiesIn(document);
  const shares = sharesOf(entities, (type, field) => bindings.needsOf(fetch.serviceName, type, field));
  if (shares.length === 1) return [{ document, slots: shares[0]!.slots }];
  return shares.map(({ fields, slots }) => ({ document: withEntities(document, only(entities, fields)), slots }));
}

const NOTHING: Needs = new Map();

/** Fields that can be asked for together, and what they need. */
interface Share {
  slots: Map<string, string>;
  fields: Set<FieldNode>;
}

function sharesOf(entities: SelectionSetNode, needsOf: (type: string, field: string) => Needs): Share[] {
  const shares: Share[] = [];
  eachField(entities, '', (field, type) => {
    const needs = needsOf(type, field.name.value);
    const fits = ({ slots }: Share) => [...needs].every(([slot, name]) => (slots.get(slot) ?? name) === name);
    const share = shares.find(fits) ?? { slots: new Map(), fields: new Set() };
    if (!shares.includes(share)) shares.push(share);
    share.fields.add(field);
    for (const [slot, name] of needs) share.slots.set(slot, name);
  });
  return shares;
}

function eachField({ selections }: SelectionSetNode, type: string, tell: (field: FieldNode, type: string) => void): void {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) tell(node, type);
    else if (node.kind === Kind.INLINE_FRAGMENT) eachField(node.selectionSet, node.typeCondition?.name.value ?? type, tell);
  }
}

function only({ selections, ...set }: SelectionSetNode, fields: ReadonlySet<FieldNode>): SelectionSetNode {
  return {
    ...set,
    selections: selections.flatMap((node): SelectionNode[] => {
      if (node.kind !== Kind.INLINE_FRAGMENT) return node.kind === Kind.FIELD && fields.has(node) ? [node] : [];
      const selectionSet = only(node.selectionSet, fields);
      return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : [];
    }),
  };
}

export const operationIn = ({ definitions }: DocumentNode): OperationDefinitionNode =>
  definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;

/** What is asked of the entities, with all fragments put in. */
function entitiesIn(document: DocumentNode): SelectionSetNode {
  const [entities] = operationIn(document).selectionSet.selections as [FieldNode];
  return putIn(entities.selectionSet!, fragmentsIn(document));
}

const putIn = (set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): SelectionSetNode =>
  visit(set, {
    FragmentSpread({ name, directives }) {
      const { typeCondition, selectionSet } = fragments.get(name.value)!;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet: putIn(selectionSet, fragments) };
    },
  });

/** The same operation with another selection, and with the variables that this one uses. */
function withEntities(document: DocumentNode, selectionSet: SelectionSetNode): DocumentNode {
  const operation = operationIn(document);
  const [entities] = operation.selectionSet.selections as [FieldNode];
  const used = variablesIn({ ...entities, selectionSet });
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
        selectionSet: { kind: Kind.SELECTION_SET, selections: [{ ...entities, selectionSet }] },
      },
    ],
  };
}
