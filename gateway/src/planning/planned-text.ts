import { type DocumentNode, type FragmentDefinitionNode, getOperationAST, Kind, type OperationDefinitionNode, print, visit } from 'graphql';

const texts = new WeakMap<DocumentNode, Map<string | undefined, string>>();

/** What is planned of a document, written down once: one operation without its name, which no plan depends on, and its fragments. */
export function plannedText(document: DocumentNode, operationName: string | undefined): string {
  const byName = texts.get(document) ?? new Map<string | undefined, string>();
  texts.set(document, byName);
  const text = byName.get(operationName) ?? print(plannedPart(document, operationName));
  byName.set(operationName, text);
  return text;
}

function plannedPart(document: DocumentNode, operationName: string | undefined): DocumentNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error(`There is no operation "${operationName ?? ''}" to plan`);
  const definitions = [{ ...operation, name: undefined }, ...fragmentsOf(operation, document)];
  return { kind: Kind.DOCUMENT, definitions };
}

/** The fragments that an operation spreads, and those that they spread, in the order of the document. */
function fragmentsOf(operation: OperationDefinitionNode, { definitions }: DocumentNode): FragmentDefinitionNode[] {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  if (fragments.length === 0) return fragments;
  const used = new Set<string>();
  const look = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name: { value } }) {
        const fragment = fragments.find(({ name }) => name.value === value);
        if (!fragment || used.has(value)) return;
        used.add(value);
        look(fragment);
      },
    });
  };
  look(operation);
  return fragments.filter(({ name }) => used.has(name.value));
}
