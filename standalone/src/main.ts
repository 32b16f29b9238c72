import { stopOnSignals } from '@supergraph/kernel/subgraph';
import { announce } from './announce.js';
import { startStandalone } from './standalone.js';

try {
  const standalone = await startStandalone(process.env);
  console.log(announce(standalone));
  stopOnSignals({ info: console.log, error: (data, message) => console.error(message, data) }, async () => {
    console.log('Stopping …');
    await standalone.stop();
    console.log('Stopped.');
  });
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  console.error(code ? `${message} [${code}]` : error);
  process.exit(1);
}
