import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The same page as one self-contained module for host applications; runs after the page build and keeps its output. */
export default defineConfig({
  plugins: [react()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist/embed',
    emptyOutDir: true,
    copyPublicDir: false,
    lib: { entry: 'src/embed.tsx', formats: ['es'], fileName: 'figbridge', cssFileName: 'figbridge' },
  },
});
