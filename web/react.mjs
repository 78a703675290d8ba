// What the build gives to whoever asks for `react` (vite.config.ts): Preact, and the one part of
// React that it lacks.
import { createElement } from 'preact';

export * from 'preact/compat';
export { default } from 'preact/compat';

/**
 * Keeps a part that is not seen, with all it remembers. Unlike React's, it is an element of its own
 * (without a box) and lets the part's effects go on.
 */
export function Activity({ mode, children }) {
  return createElement(
    'div', { style: { display: mode === 'hidden' ? 'none' : 'contents' } }, children);
}
