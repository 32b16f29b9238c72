// Runs the fuzzer from its sources, and the gateway from its own: nothing has to be built.
import '../testkit/typescript.mjs';

await import('./main.ts');
