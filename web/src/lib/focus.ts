/**
 * As the `ref` of the field to begin with. Browsers heed the attribute for it once in a page's life,
 * and this page lives on while screens change.
 */
export function focus_first(field: HTMLElement | null) {
  field?.focus();
}
