const FLAG = '--max-semi-space-size=4';
/**
 * For glibc's malloc; others ignore it. Threads share one arena, and what was large goes back to the system when it is freed: else each thread
 * keeps the most it ever held, which for columns and bodies of requests is much.
 */
const MEMORY = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };
const LASTING = new Set(['serve', 'start']);

/**
 * Starts a lasting command anew in the same process with a small young generation. Left alone, V8 lets that grow to some 60 MB a thread for
 * nothing: what we hold much of are columns, which lie outside of its heap. The flag can't be set once a process runs; `execve` keeps pid and streams.
 * Where there is no execve (Windows, Node below 23.11) the program just takes more memory.
 */
export function slim(argv: readonly string[]): void {
  const given = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some(option => option.includes('semi-space'));
  if (given || !LASTING.has(argv[2] ?? '') || process.platform === 'win32' || typeof process.execve !== 'function') return;
  process.execve(process.execPath, [process.execPath, FLAG, ...process.execArgv, ...argv.slice(1)], { ...MEMORY, ...process.env });
}
