import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';

/** The names under which something of an object is handed over. */
export const namesHanded = (selection: QueryPlanSelectionNode): string[] =>
  selection.kind === 'Field' ? [selection.alias ?? selection.name] : selection.selections.flatMap(namesHanded);

/** What is handed over without what goes by these names. */
export const withoutNames = (selection: QueryPlanSelectionNode, names: ReadonlySet<string>): QueryPlanSelectionNode =>
  selection.kind === 'Field'
    ? selection
    : { ...selection, selections: selection.selections.filter((part) => part.kind !== 'Field' || !names.has(part.alias ?? part.name)) };

/** The names at the top of a field set. */
export const namesIn = (set: SelectionSetNode | undefined): string[] =>
  (set?.selections ?? []).flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
