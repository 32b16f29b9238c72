/** Stops what the setup started; the last lines of a run say what it did not test, and why. */
export default async function teardown() {
  const { undos, dismissGuard, skipped } = globalThis.__testServers;
  await Promise.all(undos.map((undo) => undo()));
  dismissGuard();
  if (skipped) console.error(`\n${skipped}`);
}
