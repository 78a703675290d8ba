// What the build gives to whoever asks for `react` (vite.config.ts): Preact, and what it does
// otherwise than React in a way that a person would notice (docs/decisions/0022-preact.md).
import { createElement, options } from 'preact';

export * from 'preact/compat';
export { default } from 'preact/compat';

// As React does it after a key or a press: effects run before the next event is heard. Else Enter right
// after the last letter would send what was there before that letter (a mutation learns in an effect
// what it has to do).
options.requestAnimationFrame = (flush) => queueMicrotask(flush);

// A field shows what its part says, also when the part does not follow: a tick that the server refuses
// goes again. Preact looks at the field only when the part is drawn anew.
const FIELDS = new Set(['input', 'select', 'textarea']);
const vnode_before = options.vnode;
options.vnode = (vnode) => {
  vnode_before?.(vnode);
  const { type, props } = vnode;
  if (!FIELDS.has(type)) return;
  // Heard by what was drawn last, so that it knows what is said now.
  props.onhold = ({ currentTarget: field }) => {
    if (props.checked != null && field.checked !== props.checked) field.checked = props.checked;
    if (props.value != null && field.value !== String(props.value)) field.value = props.value;
  };
};

/** With all of its group: the browser took the mark from another one. */
const with_group = (field) => (field.type === 'radio' && field.name
  ? document.getElementsByName(field.name) : [field]);

const event_before = options.event;
options.event = (event) => {
  const { type, target } = event;
  if ((type === 'input' || type === 'change') && FIELDS.has(target.localName)) {
    // The first step ends when all have heard it, the second when all was drawn.
    queueMicrotask(() => queueMicrotask(() => {
      for (const field of with_group(target)) field.dispatchEvent(new Event('hold'));
    }));
  }
  return event_before ? event_before(event) : event;
};

/**
 * Keeps a part that is not seen, with all it remembers. Unlike React's, it is an element of its own
 * (without a box) and lets the part's effects go on.
 */
export function Activity({ mode, children }) {
  return createElement(
    'div', { style: { display: mode === 'hidden' ? 'none' : 'contents' } }, children);
}
