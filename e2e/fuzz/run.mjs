// Runs the fuzzer from its sources.
import '../testkit/typescript.mjs';

await import(process.env.FUZZ_SCRIPT ?? './main.ts');
