const PATIENCE = 8_000;

/** Waits for something to become true; a test that waits in vain says for what. */
export async function until(isTrue: () => Promise<boolean> | boolean, what = String(isTrue)): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`It never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
