/** How the parts of an object are made that not every request needs. */
export type Makers<Parts extends object> = { readonly [Name in keyof Parts]: () => Parts[Name] };

const STATE = Symbol('lazy parts');

interface Lazy {
  [STATE]?: { makers: Makers<Record<string, unknown>>; made: Record<string, unknown> };
}

/**
 * Gives objects parts that are made when they are first read. They are own properties, so that a copy (`{ ...ctx }`) has them, and
 * each has one getter for all objects: with getters of their own, no two objects would be of one shape.
 */
export function lazyParts<Parts extends object>(names: readonly (keyof Parts & string)[]) {
  const properties = Object.fromEntries(names.map((name) => [name, { get: getterOf(name), enumerable: true, configurable: true }]));

  return <Whole extends object>(whole: Whole, makers: Makers<Parts>): Whole & Parts => {
    (whole as Lazy)[STATE] = { makers, made: {} };
    return Object.defineProperties(whole, properties) as Whole & Parts;
  };
}

const getterOf = (name: string) =>
  function part(this: Lazy): unknown {
    const { makers, made } = this[STATE]!;
    if (!(name in made)) made[name] = makers[name]!();
    return made[name];
  };
