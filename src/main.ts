import 'reflect-metadata';
import { loadEnvFile } from './config/env-file.js';
import { runService } from './service.js';

// Only `npm start` passes this: `node dist/main.js` is configured by its environment and nothing else.
const readsEnvFile = process.argv.includes('--env-file');

await runService(() => {
  if (readsEnvFile) loadEnvFile();
  return process.env;
});
