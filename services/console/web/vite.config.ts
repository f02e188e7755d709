import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Files only, no inline code: the console's content security policy allows nothing else. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // Seven kilobytes for all pages: a page that comes later finds its styles there.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
