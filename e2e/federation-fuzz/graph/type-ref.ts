/** The type of a field or an argument. */
export type TypeRef = ListRef | NamedRef;

interface ListRef {
  of: TypeRef;
  isRequired: boolean;
}

interface NamedRef {
  name: string;
  isRequired: boolean;
}

export const named = (name: string, isRequired = false): NamedRef => ({ name, isRequired });
export const listOf = (of: TypeRef, isRequired = false): ListRef => ({ of, isRequired });

export const isList = (type: TypeRef): type is ListRef => 'of' in type;

/** The name at the bottom of all lists. */
export const nameOf = (type: TypeRef): string => (isList(type) ? nameOf(type.of) : type.name);

export const printType = (type: TypeRef): string => `${isList(type) ? `[${printType(type.of)}]` : type.name}${type.isRequired ? '!' : ''}`;

export const optional = (type: TypeRef): TypeRef => ({ ...type, isRequired: false });
