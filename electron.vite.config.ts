import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** `out/main` holds both doors, the two workers, and the threads that make a backup, look at the pages of the databases and open keys; `out/preload` the one CommonJS file Electron's sandbox asks for; `out/renderer` the page. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node22',
      minify: false,
      rollupOptions: {
        input: {
          cli: 'src-main/shell/cli.ts',
          electron: 'src-main/shell/electron.ts',
          storage: 'src-main/workers/storage.ts',
          query: 'src-main/workers/query.ts',
          outgoing: 'src-main/workers/outgoing.ts',
          snapshot: 'src-main/workers/snapshot.ts',
          structure: 'src-main/workers/structure.ts',
          keyopener: 'src-main/providers/ssh/keyopener.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'src-main/shell/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react(), { name: 'absolute-base', enforce: 'post', config: () => ({ base: '/' }) }], // screens have paths of their own: files are found from the root
    build: {
      outDir: 'out/renderer',
      minify: true,
      target: 'es2023',
      rollupOptions: { input: 'src-renderer/index.html' },
    },
    server: {
      host: '127.0.0.1',
      port: 5173,
      proxy: {
        '/rpc': { target: 'ws://127.0.0.1:9797', ws: true },
        '/api': { target: 'http://127.0.0.1:9797' },
        '/login': { target: 'http://127.0.0.1:9797' },
      },
    },
  },
});
