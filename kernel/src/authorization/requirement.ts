import { type ConstDirectiveNode, type DocumentNode, isTypeDefinitionNode, isTypeExtensionNode, Kind, valueFromASTUntyped } from 'graphql';

/** Outer list: or. Inner list: and. */
export type AnyOfAllOf = readonly (readonly string[])[];

/** What must hold for a field, or for everything of a type. The order of the members is the order in which they are judged. */
export interface Requirement {
  authenticated: boolean;
  /** Each of them must hold: the same directive may come from the type and from the field. */
  scopes: readonly AnyOfAllOf[];
  policies: readonly AnyOfAllOf[];
  /** One organization's data, and where the arguments name the organization: paths, of which any may be given. */
  tenant: { names: readonly (readonly string[])[] } | null;
  modules: readonly string[];
}

/** The directives that both the gateway and every subgraph enforce. A schema that links another security feature is refused. */
export const DIRECTIVES = ['authenticated', 'requiresScopes', 'policy', 'tenantScoped', 'requiresModule'] as const;

/** What a schema requires, by type and by field. */
export interface Requirements {
  ofType(type: string): Requirement | null;
  ofField(type: string, field: string): Requirement | null;
  /** Every policy that is named anywhere. */
  policies: ReadonlySet<string>;
}

/** Reads the directives of a schema's SDL, whether of one subgraph or of the supergraph. */
export function requirementsOf(sdl: DocumentNode): Requirements {
  const types = new Map<string, ConstDirectiveNode[]>();
  const fields = new Map<string, ConstDirectiveNode[]>();
  const add = (map: Map<string, ConstDirectiveNode[]>, key: string, found: readonly ConstDirectiveNode[] = []) => {
    const ours = found.filter(({ name }) => (DIRECTIVES as readonly string[]).includes(name.value));
    if (ours.length > 0) map.set(key, [...(map.get(key) ?? []), ...ours]);
  };
  for (const node of sdl.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    add(types, node.name.value, node.directives);
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      if (field.kind === Kind.FIELD_DEFINITION) add(fields, `${node.name.value}.${field.name.value}`, field.directives);
    }
  }
  const typeTable = new Map([...types].map(([key, nodes]) => [key, toRequirement(nodes)]));
  const fieldTable = new Map([...fields].map(([key, nodes]) => [key, toRequirement(nodes)]));
  const all = [...typeTable.values(), ...fieldTable.values()];
  return {
    ofType: (type) => typeTable.get(type) ?? null,
    ofField: (type, field) => fieldTable.get(`${type}.${field}`) ?? null,
    policies: new Set(all.flatMap(({ policies }) => policies.flat(2))),
  };
}

function toRequirement(directives: readonly ConstDirectiveNode[]): Requirement {
  const named = (name: string) => directives.filter((directive) => directive.name.value === name);
  const values = (name: string, argument: string) => named(name).map((directive) => argumentOf(directive, argument));
  const tenant = named('tenantScoped');
  // The field's own directive stands last; one that names an argument says more than one that does not.
  const argument = tenant.map((directive) => argumentOf(directive, 'argument')).findLast((value) => typeof value === 'string');
  return {
    authenticated: named('authenticated').length > 0,
    scopes: values('requiresScopes', 'scopes') as AnyOfAllOf[],
    policies: values('policy', 'policies') as AnyOfAllOf[],
    tenant: tenant.length > 0 ? { names: typeof argument === 'string' ? argument.split('|').map((path) => path.split('.')) : [] } : null,
    modules: [...new Set(values('requiresModule', 'key') as string[])],
  };
}

function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}
