// Runs the faults from their sources.
import '../testkit/typescript.mjs';

await import('./main.ts');
