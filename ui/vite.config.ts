import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    manifest: true,
  },
  server: {
    // All but the sources in ui/api, whose addresses begin with the same word.
    proxy: { '^/api/(?!.*[.]ts)': { target: 'http://127.0.0.1:8000', changeOrigin: false } },
  },
});
