/** Settles as `work` does, or rejects with what `late` makes when `work` takes longer. The work itself goes on. */
export async function within<T>(timeoutMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    // After a blocked turn of the event loop its timers run before the answers that have arrived meanwhile are read:
    // those count, a busy process is not a slow partner.
    timer = setTimeout(() => setImmediate(() => reject(late())), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
