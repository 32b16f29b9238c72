// Runs the fuzzer from its sources: Node strips the types, and a `.js` of ours that is not there is a `.ts`.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('.') || !specifier.endsWith('.js')) throw error;
      return next(`${specifier.slice(0, -3)}.ts`, context);
    }
  },
});

await import(process.env.FUZZ_SCRIPT ?? './main.ts');
