import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode } from 'graphql';

/** Places that anybody may see, each with the reason: `Query.plans`, `Organization.name`; or all of a type: `Session`. */
export type OpenPlaces = Readonly<Record<string, string>>;

export interface LintOptions {
  /** Names of the types whose rows belong to one organization each. */
  tenantTypes: ReadonlySet<string>;
  open: OpenPlaces;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
const GUARDS: ReadonlySet<string> = new Set(['authenticated', 'requiresScopes', 'policy', 'tenantScoped', 'requiresModule']);

/**
 * What a schema leaves open without saying why. A type that holds an organization's data must be `@tenantScoped`, as a whole or
 * field by field; a root field must ask something of its caller; and what is listed as open must exist, and be open. A field that
 * comes with a module may be null: switched off, it must not take its parent with it.
 */
export function lintSchema(document: DocumentNode, { tenantTypes, open }: LintOptions): string[] {
  const types = document.definitions.filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const places = types.flatMap((type) =>
    (type.fields ?? []).map((field) => ({ type, field, name: `${type.name.value}.${field.name.value}` })),
  );
  const isGuarded = ({ type, field }: { type: ObjectTypeDefinitionNode; field: FieldDefinitionNode }) =>
    ROOTS.has(type.name.value) ? has(field.directives, GUARDS) : has(type.directives, SCOPED) || has(field.directives, SCOPED);
  const mustBeGuarded = places.filter(({ type, field }) => {
    if (ROOTS.has(type.name.value)) return !field.name.value.startsWith('_');
    return tenantTypes.has(type.name.value) && !has(field.directives, ELSEWHERE) && !isKey(type, field);
  });
  const unguarded = mustBeGuarded.filter((place) => !isGuarded(place));
  const missing = unguarded.filter(({ type, name }) => !(name in open) && !(type.name.value in open));
  const used = new Set(unguarded.flatMap(({ type, name }) => [type.name.value, name]));
  const stale = Object.keys(open).filter((name) => !used.has(name));
  const brittle = places.filter(({ field }) => has(field.directives, MODULES) && field.type.kind === Kind.NON_NULL_TYPE);
  return [
    ...brittle.map(({ name }) => `${name} comes with a module and may not be null`),
    ...missing.map(({ name }) => `${name} says nothing of who may see it`),
    ...stale.map((name) => `${name} is listed as open and is not`),
  ];
}

const SCOPED: ReadonlySet<string> = new Set(['tenantScoped']);
const MODULES: ReadonlySet<string> = new Set(['requiresModule']);
/** The field is another subgraph's, which guards it. */
const ELSEWHERE: ReadonlySet<string> = new Set(['external']);

const has = (directives: readonly ConstDirectiveNode[] = [], names: ReadonlySet<string>): boolean =>
  directives.some(({ name }) => names.has(name.value));

/** A key is in every reference: whoever holds one knows it already. */
const isKey = ({ directives }: ObjectTypeDefinitionNode, { name }: FieldDefinitionNode): boolean =>
  (directives ?? []).some(
    (directive) =>
      directive.name.value === 'key' &&
      directive.arguments?.some(({ value }) => value.kind === Kind.STRING && value.value.split(/\s+/).includes(name.value)),
  );
