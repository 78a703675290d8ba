// What the build gives to whoever asks for `react` (vite.config.ts): Preact, and the one part of
// React that it lacks.
import { createElement, options } from 'preact';

export * from 'preact/compat';
export { default } from 'preact/compat';

// As React does it after a key or a press: effects run before the next event is heard. Else Enter right
// after the last letter would send what was there before that letter (a mutation learns in an effect
// what it has to do).
options.requestAnimationFrame = (flush) => queueMicrotask(flush);

/**
 * Keeps a part that is not seen, with all it remembers. Unlike React's, it is an element of its own
 * (without a box) and lets the part's effects go on.
 */
export function Activity({ mode, children }) {
  return createElement(
    'div', { style: { display: mode === 'hidden' ? 'none' : 'contents' } }, children);
}
