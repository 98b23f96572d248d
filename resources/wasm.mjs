// Compiles the AssemblyScript of the value codec into a module that holds its WebAssembly as text, so that it needs no file beside it wherever it runs.
// Says nothing and is done in milliseconds when that is fresh.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src-main/tsdb/codec/entropy.as', import.meta.url));
const target = fileURLToPath(new URL('../src-main/tsdb/codec/entropywasm.ts', import.meta.url));
const ENTRY = 'entropy.ts'; // as the compiler calls it
const OPTIONS = ['--outFile', 'entropy.wasm', '-O3', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd', '--initialMemory', '2', '--maximumMemory', '2'];

const mtime = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Makes the module when it is missing or older than what it is made from. Errors: the compiler's words. */
export async function buildWasm() {
  if (mtime(target) >= Math.max(mtime(source), mtime(fileURLToPath(import.meta.url)))) return;
  const asc = await import('assemblyscript/asc');
  let wasm = null;
  const { error, stderr } = await asc.main([ENTRY, ...OPTIONS], {
    readFile: name => (name === ENTRY ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => { if (name.endsWith('.wasm')) wasm = contents; },
    listFiles: () => [],
  });
  if (error || wasm === null) throw new Error(`The value codec did not compile.\n${stderr.toString()}`, { cause: error });
  writeFileSync(target, `/** Compiled from entropy.as by resources/wasm.mjs; base64. */\nexport const ENTROPY_WASM = '${Buffer.from(wasm).toString('base64')}';\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
