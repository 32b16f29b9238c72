/**
 * Code that is written for one plan: a function that names its properties runs several times as fast as a loop over fields, of which the
 * engine cannot know the objects' shapes. It consists of text of ours and of names that pass here.
 */

/** Whether a name may stand in code as it is: it is one of GraphQL's, and no property that every object has. */
export const isNameable = (name: string): boolean => /^[_A-Za-z]\w*$/.test(name) && !(name in Object.prototype);

/**
 * How often something is done without code of its own: to write and compile the code takes about as long as to do it some hundred
 * times. Tests say 1, so that what they look at is done by the code.
 */
export const writing = { after: 200 };

/** Does it plainly at first; by code of its own once it is done often. */
export function inTime<Work extends (...given: never[]) => unknown>(plainly: Work, write: () => Work): Work {
  let work = plainly;
  let left = writing.after;
  const done = (one: never, two: never, three: never) => {
    if (left > 0) {
      left -= 1;
      if (left === 0) work = write();
    }
    return work(one, two, three);
  };
  return done as unknown as Work;
}

/** @param code the body of a function of what is `given`, by its names. */
export const generate = <Made>(given: Readonly<Record<string, unknown>>, code: string): Made =>
  new Function(...Object.keys(given), `'use strict';\n${code}`)(...Object.values(given)) as Made;
