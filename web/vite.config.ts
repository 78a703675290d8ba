import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// What is written for React runs on Preact, a sixth of its size (docs/decisions/0022-preact.md).
const preact = [
  { find: /^react$/, replacement: fileURLToPath(new URL('react.mjs', import.meta.url)) },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
];

// What only the demo has stands by itself, so that the rest is what an installed console loads.
const demo = {
  name: 'demo', test: /\/web\/demo\//, priority: 1, includeDependenciesRecursively: false,
};

// Nothing is inlined as a data: address, so that the server's content security policy can stay
// at 'self' for scripts and fonts.
export default defineConfig(({ mode }) => ({
  resolve: { alias: preact },
  build: {
    outDir: mode === 'demo' ? '../build/web-demo' : 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      // Mantine marks what a server may not draw; there is no such server here.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
      // What nearly every page needs comes in one part: fewer requests, and it compresses better.
      output: { codeSplitting: { groups: [demo, { name: 'frame', minShareCount: 44 }] } },
    },
  },
  server: {
    proxy: { '/api': process.env.NGUON_URL ?? 'http://127.0.0.1:8080' },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'demo/**/*.test.ts'] },
}));
