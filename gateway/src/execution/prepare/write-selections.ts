import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type VariableNode,
} from 'graphql';
import { responseKeyOf } from '../../document-nodes.js';
import type { Condition } from '../conditions.js';
import { liftLiterals } from './lift-literals.js';
import { type Budget, type Occurrence, occurrencesIn, type Place, type Reading, type Target } from './occurrences.js';
import type { OwnVariables } from './own-variables.js';
import type { NamedScope } from './scope.js';

export interface Writing extends Reading {
  own: OwnVariables;
  budget: Budget;
}

/** What is asked of the same objects under the same conditions. */
interface Part {
  on: GraphQLCompositeType | null;
  when: readonly Condition[];
  fields: Map<string, Field>;
}

/** A field with all that is selected below it. */
interface Field {
  node: FieldNode;
  definition: GraphQLField<unknown, unknown> | null;
  below: NamedScope | null;
  places: Place[];
}

/** Writes selections anew: no aliases but ours, no fragment within a fragment, each field once in its part. */
export class SelectionWriter {
  constructor(private readonly writing: Writing) {}

  write(scope: NamedScope, type: GraphQLCompositeType, places: readonly Place[]): SelectionSetNode {
    const parts = new Map<string, Part>([['', { on: null, when: [], fields: new Map() }]]);
    for (const occurrence of occurrencesIn(type, places, this.writing))
      for (const target of occurrence.targets) {
        const field = fieldIn(partOf(parts, target, occurrence), scope, { occurrence, target });
        if (occurrence.node.selectionSet) field.places.push({ set: occurrence.node.selectionSet, when: [] });
      }
    const certain = parts.get('')!;
    const selections = [...parts.values()].flatMap((part) => this.#writePart(part, certain));
    const isTypeNeeded = [...parts.values()].some((part) => this.#decidesOrder(part, certain));
    return { kind: Kind.SELECTION_SET, selections: isTypeNeeded ? [TYPENAME, ...selections] : selections };
  }

  /** An object is there even where nothing is asked of it: then it is asked for its type, lest the planner leave it out. */
  #writeBelow(scope: NamedScope, type: GraphQLCompositeType, places: readonly Place[]): SelectionSetNode {
    const { kind, selections } = this.write(scope, type, places);
    const isCertain = selections.some((node) => !node.directives?.some(isCondition));
    return { kind, selections: isCertain ? selections : [TYPENAME, ...selections] };
  }

  /**
   * At the root of a mutation each field runs once, and where it stands decides when. So it stands wherever one of its occurrences does,
   * under the condition that this one counts and none of those before it, and selects what all of them select.
   */
  writeMutation(scope: NamedScope, type: GraphQLCompositeType, places: readonly Place[]): SelectionSetNode {
    const occurrences = occurrencesIn(type, places, this.writing);
    const byKey = Map.groupBy(occurrences, ({ node }) => responseKeyOf(node));
    const selections = occurrences.flatMap((occurrence): SelectionNode[] => {
      const all = byKey.get(responseKeyOf(occurrence.node))!;
      const earlier = all.slice(0, all.indexOf(occurrence)).map(({ when }) => when);
      const [target] = occurrence.targets;
      if (!target || earlier.some((when) => isWithin(when, occurrence.when))) return [];
      const when = earlier.length > 0 ? this.#onlyNow(occurrence.when, earlier) : occurrence.when;
      const part: Part = { on: null, when, fields: new Map() };
      const field = fieldIn(part, scope, { occurrence, target });
      for (const { node, when } of all)
        if (node.selectionSet) field.places.push({ set: node.selectionSet, when: all.length > 1 ? when : [] });
      return this.#writePart(part, null);
    });
    return { kind: Kind.SELECTION_SET, selections };
  }

  #onlyNow(when: readonly Condition[], unless: readonly (readonly Condition[])[]): readonly Condition[] {
    return [{ variable: this.writing.own.choice({ when, unless }).name.value, is: true }];
  }

  #writePart({ on, when, fields }: Part, certain: Part | null): SelectionNode[] {
    const isCertain = certain === null || certain.fields === fields;
    const selections = [...fields].flatMap(([name, field]) =>
      !isCertain && isToldAnyway([name, field], certain) ? [] : [this.#writeField(name, field)],
    );
    return selections.length > 0 ? wrapped(selections, on, when) : [];
  }

  /**
   * Which key of an object comes first may depend on its type, where some are asked for what all are asked for as well. A subgraph that
   * knows an interface as an object does not know the types: they are fetched where they are asked for.
   */
  #decidesOrder({ on, fields }: Part, certain: Part): boolean {
    const isOfStandIn = on && 'getInterfaces' in on && on.getInterfaces().some(({ name }) => this.writing.facts.standIns.has(name));
    return Boolean(isOfStandIn) && [...fields].some((field) => isToldAnyway(field, certain));
  }

  #writeField(name: string, { node, definition, below, places }: Field): FieldNode {
    const { own } = this.writing;
    const inner = definition && getNamedType(definition.type);
    const field = node.name.value;
    return {
      kind: Kind.FIELD,
      name: node.name,
      ...(name === field ? {} : { alias: { kind: Kind.NAME, value: name } }),
      ...(definition && node.arguments?.length ? { arguments: liftLiterals(node, definition, own) } : {}),
      directives: node.directives?.filter((directive) => !isCondition(directive)) ?? [],
      ...(below && isCompositeType(inner) ? { selectionSet: this.#writeBelow(below, inner, places) } : {}),
    };
  }
}

/** A leaf that is asked of all need not be asked of some. */
const isToldAnyway = ([name, { places }]: [string, Field], certain: Part): boolean => places.length === 0 && certain.fields.has(name);

function partOf(parts: Map<string, Part>, { on }: Target, { when }: Occurrence): Part {
  const key = on || when.length > 0 ? JSON.stringify([on?.name, when]) : '';
  const part = parts.get(key) ?? { on, when, fields: new Map() };
  parts.set(key, part);
  return part;
}

function fieldIn({ fields }: Part, scope: NamedScope, { occurrence: { node }, target }: { occurrence: Occurrence; target: Target }): Field {
  const named = target.field ? scope.find(node, target.field.type) : undefined;
  const name = named?.name ?? node.name.value;
  const field = fields.get(name) ?? { node, definition: target.field, below: named?.below ?? null, places: [] };
  fields.set(name, field);
  return field;
}

/** Whether whenever `inner` holds, `outer` does. */
const isWithin = (outer: readonly Condition[], inner: readonly Condition[]): boolean =>
  outer.every(({ variable, is }) => inner.some((condition) => condition.variable === variable && condition.is === is));

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Puts a fragment around selections. A directive stands at a fragment once, so that there may have to be several. */
function wrapped(selections: SelectionNode[], on: GraphQLCompositeType | null, when: readonly Condition[]): SelectionNode[] {
  if (!on && when.length === 0) return selections;
  const here: Condition[] = [];
  const within: Condition[] = [];
  for (const condition of when) (here.some(({ is }) => is === condition.is) ? within : here).push(condition);
  const [only, ...others] = selections;
  if (!on && only?.kind === Kind.FIELD && others.length === 0 && within.length === 0)
    return [{ ...only, directives: [...here.map(directiveOf), ...(only.directives ?? [])] }];
  return [
    {
      kind: Kind.INLINE_FRAGMENT,
      ...(on ? { typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: on.name } } } : {}),
      directives: here.map(directiveOf),
      selectionSet: { kind: Kind.SELECTION_SET, selections: wrapped(selections, null, within) },
    },
  ];
}

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

const directiveOf = ({ variable, is }: Condition): DirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: is ? 'include' : 'skip' },
  arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: variableOf(variable) }],
});

const variableOf = (name: string): VariableNode => ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } });
