// How much compressed script may be loaded before a page can be used. Counted from the build by
// budget.mjs, and in a real browser by tests/journeys/first_load.mjs.
export const KB = 1024;
export const page_bytes_max = 200 * KB;
/** Of what is opened on a telephone in the field, often by a slow line. */
export const phone_bytes_max = 150 * KB;
