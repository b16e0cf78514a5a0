import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page as the service serves it. Nothing is inlined, so that `script-src 'self'` and `style-src 'self'` suffice. */
export default defineConfig({
  base: '/settings/integrations/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
