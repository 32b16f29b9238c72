import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, own, setOwn } from './json.js';
import { merge } from './merge.js';
import type { TypeNames } from './type-names.js';

/** Changes a value in place. */
export type Rewrite = (value: unknown) => void;

type Change = (object: Record<string, unknown>) => void;

const FRAGMENT = '... on ';

/**
 * Compiles the changes that a fetch makes to a representation or to an answer; null where there are none. Paths name keys as they
 * were before any change, so the deepest ones come first.
 */
export function compileRewrites(rewrites: readonly FetchDataRewrite[] | undefined, typeNames: TypeNames): Rewrite | null {
  if (!rewrites || rewrites.length === 0) return null;
  const deepestFirst = rewrites.toSorted((one, other) => other.path.length - one.path.length);
  const compiled = deepestFirst.map((rewrite) => compileRewrite(rewrite, typeNames));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
}

const compileRewrite = (rewrite: FetchDataRewrite, typeNames: TypeNames): Rewrite =>
  rewrite.path
    .slice(0, -1)
    .reduceRight<Rewrite>(
      (next, element) =>
        element.startsWith(FRAGMENT) ? intoType(typeNames(element.slice(FRAGMENT.length)), next) : intoKey(element, next),
      atObjects(changeOf(rewrite, rewrite.path.at(-1) ?? '')),
    );

function changeOf(rewrite: FetchDataRewrite, key: string): Change {
  if (rewrite.kind === 'ValueSetter') return (object) => setOwn(object, key, rewrite.setValueTo);
  return (object) => {
    const value = own(object, key);
    if (value === undefined) return;
    object[key] = undefined;
    // The key may be there already: objects of one type are asked for some of it by that name.
    merge(object, { [rewrite.renameKeyTo]: value });
  };
}

const atObjects =
  (change: Change): Rewrite =>
  (value) => {
    if (Array.isArray(value)) for (const entry of value) atObjects(change)(entry);
    else if (isObject(value)) change(value);
  };

const intoKey = (key: string, next: Rewrite): Rewrite => atObjects((object) => next(own(object, key)));

/** An object that does not say what it is was asked for as nothing else. */
const intoType = (types: ReadonlySet<string>, next: Rewrite): Rewrite =>
  atObjects((object) => {
    const name = own(object, '__typename');
    if (!name || types.has(name as string)) next(object);
  });
