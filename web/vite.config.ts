import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// What only the demo has stands by itself, so that the rest is what an installed console loads.
const demo = {
  name: 'demo', test: /\/web\/demo\//, priority: 1, includeDependenciesRecursively: false,
};

// Nothing is inlined as a data: address, so that the server's content security policy can stay
// at 'self' for scripts and fonts.
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  build: {
    outDir: mode === 'demo' ? '../build/web-demo' : 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      // What nearly every page needs comes in one part: fewer requests, and it compresses better.
      output: { codeSplitting: { groups: [demo, { name: 'frame', minShareCount: 44 }] } },
    },
  },
  server: {
    proxy: { '/api': process.env.NGUON_URL ?? 'http://127.0.0.1:8080' },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'demo/**/*.test.ts'] },
}));
