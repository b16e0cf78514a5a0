// Owns an embedded PostgreSQL in a process of its own, which tests then kill, duplicate or run as another user.
// Prints one line of JSON, the server or the error; exits 1 on error. Ends on a line on stdin: `stop`, or `exit` without stop().
const { launcher, uid, ...options } = JSON.parse(process.argv[2]);

if (uid !== undefined) {
  process.setgroups([]);
  process.setgid(uid);
  process.setuid(uid);
}

const print = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

try {
  const { startEmbeddedPostgres } = await import(launcher);
  const log = [];
  const server = await startEmbeddedPostgres({ ...options, log: (line) => log.push(line) });
  process.stdin.once('data', async (order) => {
    if (order.toString().trim() === 'stop') await server.stop();
    process.exit(0);
  });
  print({ url: server.url, pid: server.pid, log });
} catch (error) {
  print({ error: error.name, message: error.message });
  process.exitCode = 1;
}
