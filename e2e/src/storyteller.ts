let steps = 0;

/** How many steps were told. */
export const stepsTold = (): number => steps;

/** One step of the story: says what happens, does it, shows what came of it. A failure ends the story. */
export async function step<Result>(title: string, act: () => Promise<Result>, show: (result: Result) => string): Promise<Result> {
  steps += 1;
  process.stdout.write(`${String(steps).padStart(2)}. ${title}\n`);
  const result = await act();
  process.stdout.write(`    ${show(result).replaceAll('\n', '\n    ')}\n`);
  return result;
}
