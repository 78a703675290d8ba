import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// What is written for React runs on Preact, a sixth of its size (docs/decisions/0022-preact.md).
const preact = [
  { find: /^react$/, replacement: fileURLToPath(new URL('react.mjs', import.meta.url)) },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
];

// A page that is long on its way: the router throws a promise, and Preact then keeps the page before it
// alive, which asks for an address that is gone and brings the console down. Without the throw the
// router draws what says that the page is coming, and the page before it goes.
const thrown = 'if (router._tx) throw router._tx[5];';
const pages_on_their_way: Plugin = {
  name: 'pages-on-their-way',
  transform(code, id) {
    if (!id.endsWith('/@tanstack/react-router/dist/esm/Match.js')) return undefined;
    if (code.split(thrown).length !== 2) {
      throw new Error(`the router does no longer say "${thrown}": see docs/decisions/0022-preact.md`);
    }
    return { code: code.replace(thrown, ''), map: null };
  },
};

// What only the demo has stands by itself, so that the rest is what an installed console loads.
const demo = {
  name: 'demo', test: /\/web\/demo\//, priority: 1,
};

// What nearly every page needs comes in one part: fewer requests, and it compresses better. Not what
// places a menu or a list of choices, though many pages have one: the first page of a phone has none.
const frame = {
  name: 'frame', minShareCount: 44,
  test: (id: string) => !/@floating-ui|\/(Popover|Tooltip|HoverCard|Menu|Combobox|Select|NativeSelect|ScrollArea)\//.test(id),
};

// Nothing is inlined as a data: address, so that the server's content security policy can stay
// at 'self' for scripts and fonts.
export default defineConfig(({ mode }) => ({
  plugins: [pages_on_their_way],
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
      output: { codeSplitting: { groups: [demo, frame] } },
    },
  },
  server: {
    proxy: { '/api': process.env.NGUON_URL ?? 'http://127.0.0.1:8080' },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'demo/**/*.test.ts'] },
}));
