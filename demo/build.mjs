import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** npm names itself to what it runs, so no npm has to be on the PATH. @type {[string, string[]]} */
const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];

/**
 * `npm run build`, quietly: its output is shown only when it fails.
 *
 * @param {string} root
 * @param {AbortSignal} stop
 */
export async function build(root, stop) {
  const [command, leading] = npm;
  const args = [...leading, 'run', 'build'];
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal: stop });
  const ended = new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`The build failed:\n${output}${errors}`);
}
