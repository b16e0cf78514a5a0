import 'reflect-metadata';
import { loadEnvFile } from './config/env-file.js';
import { runCli } from './cli/run.js';

process.exitCode = await runCli(process.argv.slice(2), {
  env: () => {
    loadEnvFile();
    return process.env;
  },
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
